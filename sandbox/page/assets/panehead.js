/** The head of what opens on the right: what it is, and a way to close it. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

/**
 * @param {Array|string} title
 * @param {string} closing what the button that closes it says
 * @param {function()} close
 */
export function paneHead(title, closing, close) {
  return h(
    "header",
    { class: "pane-header" },
    h("h2", { class: "pane-title" }, title),
    h("span", { class: "grow" }),
    h(
      "button",
      { type: "button", class: "tool", "aria-label": closing, title: closing, onClick: close },
      icon("close"),
    ),
  );
}
