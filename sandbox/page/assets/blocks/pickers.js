/** Dates and times. The browser's own pickers: they are what the person's keyboard and screen reader know. */

import { h } from "../dom.js";
import { enter, register, valueAt } from "./controls.js";
import { unixOfWall, wallOfUnix } from "./dates.js";
import { wordsOf } from "./text.js";

const SETTLED_MS = 600;
const FIRST_YEAR = 1000; // while a year is being typed it passes through 2, 20 and 202

/** A day. */
export function datePicker(at) {
  return picker(at, "date", { toField: (value) => value ?? "", fromField: (text) => text || null });
}

/** A time of the day, in the element's own zone if it has one. */
export function timePicker(at) {
  const { timezone } = at.element;
  const note = timezone && h("span", { class: "picker-zone" }, timezone.replaceAll("_", " "));
  return picker(at, "time", { toField: (value) => value ?? "", fromField: (text) => text || null }, note);
}

/** A moment: shown and chosen in the acting person's own zone, kept as Unix seconds. */
export function dateTimePicker(at) {
  const zone = at.ctx.me.tz;
  const note = h("span", { class: "picker-zone" }, zone.replaceAll("_", " "));
  const toField = (value) => (value === null ? "" : wallOfUnix(value, zone));
  return picker(
    at,
    "datetime-local",
    { toField, fromField: (text) => (text ? unixOfWall(text, zone) : null) },
    note,
  );
}

function picker(at, type, { toField, fromField }, note = null) {
  const field = h("input", { type, ...pickerProps(at) });
  field.value = toField(valueAt(at));
  const root = h("span", { class: "picker" }, field, note);
  const pass = async () => {
    const value = fromField(field.value);
    if (toField(valueAt(at)) !== field.value && !(await enter(at, value, value, { node: root }))) {
      field.value = toField(valueAt(at));
    }
  };
  whenSettled(field, pass);
  return register(root, at, (value) => (field.value = toField(value)));
}

/** Calls `pass` once somebody is done: a date typed by keyboard changes with every digit. */
function whenSettled(field, pass) {
  let timer = 0;
  const isWhole = () =>
    !field.validity.badInput && !(parseInt(field.value, 10) < FIRST_YEAR && field.type !== "time");
  const done = () => {
    clearTimeout(timer);
    if (isWhole()) {
      pass();
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(done, SETTLED_MS);
  });
  field.addEventListener("blur", done);
  field.addEventListener("keydown", (event) => event.key === "Enter" && done());
}

function pickerProps({ element, label }) {
  return {
    id: label.id,
    class: "field-input picker-input",
    "aria-label": label.id ? null : wordsOf(element.placeholder) || label.words || "Date",
    "aria-describedby": label.describedBy,
    "aria-required": label.isRequired || null,
    title: wordsOf(element.placeholder) || null,
    max:
      element.type === "timepicker"
        ? null
        : element.type === "datepicker"
          ? "9999-12-31"
          : "9999-12-31T23:59",
    dataset: {
      placeholder: wordsOf(element.placeholder),
      ...(element.focus_on_load ? { focus: "true" } : {}),
    },
  };
}
