/** JSON to look at: foldable, coloured, to be copied. Deep parts are made only when they are opened. */

import { h, replace } from "../dom.js";
import { toolButton } from "./parts.js";

const OPEN_LEVELS = 4;
const LONG = 60; // more entries than these are folded, however near the top
const SAID_MS = 1500;

/**
 * A tree of `value`.
 * @param {*} value anything JSON can hold; a string that is no JSON is shown as it is
 * @param {{levels?: number}} [options] how many levels are open at first
 * @returns {HTMLElement}
 */
function jsonTree(value, { levels = OPEN_LEVELS } = {}) {
  return h("div", { class: "json", role: "group", "aria-label": "JSON" }, entry(null, value, levels));
}

/**
 * A tree with its buttons: fold, unfold, copy.
 * @param {*} value
 * @param {string} name what it is, for the buttons' names: "request"
 * @param {{levels?: number}} [options]
 */
export function jsonCard(value, name, options = {}) {
  const place = h("div", { class: "json-place", tabindex: "0", role: "region", "aria-label": name });
  const draw = (levels) => replace(place, jsonTree(value, { levels }));
  draw(options.levels ?? OPEN_LEVELS);
  const tools = h(
    "div",
    { class: "json-tools" },
    toolButton("Unfold", () => draw(Infinity), { label: `Unfold ${name}` }),
    toolButton("Fold", () => draw(1), { label: `Fold ${name}` }),
    copyButton(`Copy ${name}`, () => asText(value)),
  );
  return h("div", { class: "json-card" }, tools, place);
}

/** A button that copies what `text` answers, and says for a moment that it did. */
export function copyButton(label, text) {
  const copy = async () => {
    const words = await navigator.clipboard.writeText(text()).then(() => "Copied", () => "Not allowed");
    button.textContent = words;
    setTimeout(() => (button.textContent = "Copy"), SAID_MS);
  };
  const button = toolButton("Copy", copy, { label });
  return button;
}

/** `value` as text to be copied: indented JSON, or the string it is. */
function asText(value) {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function entry(key, value, levels) {
  const isBranch = value !== null && typeof value === "object";
  if (!isBranch) {
    return h("div", { class: "json-leaf" }, keyOf(key), leaf(value));
  }
  return branch(key, value, levels);
}

function branch(key, value, levels) {
  const size = Object.keys(value).length;
  if (size === 0) {
    return h("div", { class: "json-leaf" }, keyOf(key), Array.isArray(value) ? "[]" : "{}");
  }
  const children = h("div", { class: "json-children" });
  const fill = () => children.childNodes.length === 0 && replace(children, entriesOf(value, levels - 1));
  const isOpen = levels > 0 && (size <= LONG || levels === Infinity);
  const node = h("details", null, h("summary", null, keyOf(key), hint(value, size)), children);
  node.addEventListener("toggle", () => node.open && fill());
  if (isOpen) {
    fill();
    node.open = true;
  }
  return node;
}

function entriesOf(value, levels) {
  const pairs = Array.isArray(value) ? value.map((part) => [null, part]) : Object.entries(value);
  return pairs.map(([key, part]) => entry(key, part, levels));
}

/** What a folded branch says of itself: the type of a block, or how much is in it. */
function hint(value, size) {
  const words = Array.isArray(value) ? `[${size}]` : `{${hintWords(value, size)}}`;
  return h("span", { class: "json-hint" }, words);
}

function hintWords(value, size) {
  const telling = value.type ?? value.action_id ?? value.name ?? value.id;
  return typeof telling === "string" && telling !== "" ? telling : `${size}`;
}

function keyOf(key) {
  return key === null ? null : [h("span", { class: "json-key" }, key), ": "];
}

function leaf(value) {
  if (typeof value === "string") {
    return h("span", { class: "json-string", dir: "ltr" }, JSON.stringify(value));
  }
  return h("span", { class: `json-${value === null ? "null" : typeof value}` }, String(value));
}
