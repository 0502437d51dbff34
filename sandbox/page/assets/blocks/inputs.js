/** Fields one types in: text, numbers, addresses. */

import { h, replace } from "../dom.js";
import { dispatches, enter, passOnNow, register, valueAt } from "./controls.js";
import { wordsOf } from "./text.js";

const SLACKS_MOST = 3000;
const MODES = { number_input: "decimal", email_text_input: "email", url_text_input: "url" };

/** A field for text, of one line or several. What is too long is not cut, but counted and complained of. */
export function textInput(at) {
  const { element } = at;
  const isLong = element.type === "plain_text_input" && element.multiline === true;
  const field = h(isLong ? "textarea" : "input", {
    ...fieldProps(at),
    ...(isLong ? { rows: "3" } : { type: "text" }),
  });
  const counter = h("span", { class: "counter", "aria-live": "polite", hidden: true });
  const count = () => showCount(counter, element, field.value);
  field.value = valueAt(at) ?? "";
  count();
  listen(field, at, () => field.value, count);
  const show = (value) => {
    if (field.value !== (value ?? "")) {
      field.value = value ?? "";
      count();
    }
  };
  return register(h("span", { class: "text-input" }, field, counter), at, show);
}

function fieldProps({ element, label }) {
  const mode =
    element.type === "number_input" && !element.is_decimal_allowed ? "numeric" : MODES[element.type];
  return {
    id: label.id,
    class: "field-input",
    placeholder: wordsOf(element.placeholder) || null,
    inputmode: mode,
    autocomplete: "off",
    dir: "auto",
    "aria-label": label.id ? null : label.words || wordsOf(element.placeholder) || "Text",
    "aria-describedby": label.describedBy,
    "aria-required": label.isRequired || null,
    dataset: element.focus_on_load ? { focus: "true" } : {},
  };
}

/**
 * Passes on what is typed into `field`: after a moment, on leaving it, and on Enter if the app wants that.
 * @param {function(): *} read what the field holds, as `state.values` spells it
 * @param {function()} [onInput]
 */
export function listen(field, at, read, onInput = () => {}) {
  const onCharacter = dispatches(at, "character") ? "character" : null;
  const pass = (when, isTyped) => {
    const value = read() || null;
    enter(at, value, value, { when, isTyped });
  };
  field.addEventListener("input", () => {
    onInput();
    pass(onCharacter, true);
  });
  field.addEventListener("blur", () => passOnNow(at));
  field.addEventListener("keydown", (event) => {
    const isEnter = event.key === "Enter" && !event.isComposing && field.tagName === "INPUT";
    if (isEnter && dispatches(at, "enter")) {
      event.preventDefault(); // the form is not submitted: the app hears of this field alone
      pass("enter", false);
    }
  });
}

/** Slack counts characters as people do, not as JavaScript does. */
function showCount(counter, element, text) {
  const most = element.max_length ?? SLACKS_MOST;
  const left = most - Array.from(text).length;
  const isNear = left <= Math.max(10, Math.min(100, most / 5));
  counter.hidden = element.type !== "plain_text_input" || !isNear || text === "";
  counter.classList.toggle("counter-over", left < 0);
  replace(counter, left < 0 ? `${-left} too many` : `${left} left`);
}
