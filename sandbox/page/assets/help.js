/** The keyboard help. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const CONTROL = navigator.platform.startsWith("Mac") ? "⌘" : "Ctrl";
const KEYS = [
  [
    "Everywhere",
    [
      [[CONTROL, "K"], "Go to a conversation, or act as somebody"],
      [["Alt", "↑"], "Conversation above"],
      [["Alt", "↓"], "Conversation below"],
      [["F6"], "Next part of the page"],
      [[CONTROL, "."], "What happens underneath"],
      [["Esc"], "Close what is open"],
      [["?"], "This help"],
    ],
  ],
  [
    "Typing",
    [
      [["Enter"], "Send"],
      [["Shift", "Enter"], "New line"],
      [["/"], "Commands"],
      [["@"], "People"],
      [["#"], "Channels"],
      [[":"], "Emoji"],
      [["Tab"], "Take what is offered"],
    ],
  ],
  [
    "On a message",
    [
      [["↑", "↓"], "Message above, below"],
      [["R"], "React"],
      [["T"], "Reply in thread"],
      [["E"], "Edit, if it is yours"],
      [["Del"], "Delete, if it is yours"],
    ],
  ],
];

/** @returns {{node: HTMLDialogElement, open: function()}} */
export function keyboardHelp() {
  const node = h(
    "dialog",
    { class: "help", "aria-labelledby": "help-title" },
    h(
      "form",
      { method: "dialog", class: "help-head" },
      h("h2", { id: "help-title" }, "Keyboard"),
      h("button", { class: "tool", "aria-label": "Close", title: "Close" }, icon("close")),
    ),
    h(
      "div",
      { class: "help-parts" },
      KEYS.map(([title, keys]) => part(title, keys)),
    ),
  );
  node.addEventListener("click", (event) => event.target === node && node.close());
  return { node, open: () => node.open || node.showModal() };
}

function part(title, keys) {
  const rows = keys.map(([pressed, does]) => [
    h(
      "dt",
      null,
      pressed.map((key) => h("kbd", null, key)),
    ),
    h("dd", null, does),
  ]);
  return h("section", null, h("h3", null, title), h("dl", null, rows));
}
