/** The small parts that the tabs of the developer's panel are made of. */

import { sentenceOf } from "../api.js";
import { h } from "../dom.js";

/** A small button. `label` is its name where the words on it are too few. */
export function toolButton(words, onClick, { label = null, ...props } = {}) {
  const own = { type: "button", class: "dev-tool", "aria-label": label, title: label, onClick };
  return h("button", { ...own, ...props }, words);
}

/** A row of tools. */
export function toolBar(...tools) {
  return h("div", { class: "dev-tool-bar" }, tools);
}

/** A list without marks. */
export function plainList(label, items, className = "") {
  return h("ol", { class: `dev-plain ${className}`, "aria-label": label }, items);
}

/** What there is to say where there is nothing to show. */
export function muted(words) {
  return h("p", { class: "dev-muted" }, words);
}

/** Slack's own words on what is wrong with a call; nothing of none. */
export function slackSays(messages) {
  if (!messages?.length) {
    return null;
  }
  return h("ul", { class: "dev-slack-says" }, messages.map((message) => h("li", null, message)));
}

/** The line where a tab says what went wrong, and the function that fills or (with null) empties it. */
export function troubleLine() {
  const node = h("p", { class: "dev-trouble", role: "alert", hidden: true });
  const say = (trouble) => {
    node.textContent = trouble === null ? "" : sentenceOf(trouble);
    node.hidden = trouble === null;
  };
  return [node, say];
}
