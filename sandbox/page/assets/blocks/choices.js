/** Radio buttons and checkboxes, with descriptions. */

import { h, uniqueId } from "../dom.js";
import { enter, register, valueAt } from "./controls.js";
import { renderText } from "./text.js";

/** One of up to ten. */
export function radioButtons(at) {
  return choices(at, "radio", (value, option) => value?.value === option.value);
}

/** Any of up to ten. */
export function checkboxes(at) {
  return choices(at, "checkbox", (value, option) => value.some((one) => one.value === option.value));
}

function choices(at, type, isChosen) {
  const name = uniqueId("choice");
  const group = h("div", groupProps(at, type));
  const boxes = at.element.options.map((option) => box(at, type, name, option));
  const show = (value) => boxes.forEach(({ input, option }) => (input.checked = isChosen(value, option)));
  const changed = async () => {
    if (!(await passOn(at, type, boxes, group))) {
      show(valueAt(at));
    }
  };
  boxes.forEach(({ input, label }) => {
    input.addEventListener("change", changed);
    group.append(label);
  });
  show(valueAt(at));
  return register(group, at, show);
}

/** In a form its fieldset names the group; elsewhere the text beside it does. */
function groupProps(at, type) {
  const kind = "choices";
  if (at.label.isFieldset) {
    return { class: kind };
  }
  const role = type === "radio" ? "radiogroup" : "group";
  return {
    class: kind,
    role,
    "aria-label": at.label.words || (type === "radio" ? "Choose one" : "Choose any"),
  };
}

function box(at, type, name, option) {
  const describedBy = option.description ? uniqueId("description") : null;
  const input = h("input", { type, name, class: "choice-box", "aria-describedby": describedBy });
  const said = h("span", { class: "choice-text", dir: "auto" }, renderText(option.text, at.ctx));
  const more =
    describedBy &&
    h(
      "span",
      { id: describedBy, class: "option-description", dir: "auto" },
      renderText(option.description, at.ctx),
    );
  return {
    input,
    option,
    label: h("label", { class: "choice" }, input, h("span", { class: "choice-words" }, said, more)),
  };
}

function passOn(at, type, boxes, group) {
  const chosen = boxes.filter(({ input }) => input.checked).map(({ option }) => option);
  if (type === "radio") {
    return enter(at, chosen[0] ?? null, chosen[0]?.value ?? null, { node: group });
  }
  return enter(
    at,
    chosen,
    chosen.map((option) => option.value),
    { node: group },
  );
}
