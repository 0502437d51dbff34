/** A list of messages that is kept in step with what is loaded; only what changed is drawn anew. */

import { h } from "./dom.js";
import { messageView } from "./message.js";
import { offerTools } from "./tools.js";

const MOVES = { ArrowUp: -1, ArrowDown: 1 };

/**
 * @param {Object} env
 * @param {{label: string, inThread?: boolean}} options
 * @returns {{node: HTMLElement, show: function(Array, boolean), viewOf: function(string): Object|undefined}}
 *   `show(items, isAnew)` takes items of grouping.js; `isAnew` draws every one again, as when a name changed
 */
export function messageList(env, { label, inThread = false }) {
  const node = h("div", { class: "messages", role: "log", "aria-live": "polite", "aria-label": label });
  const entries = new Map();

  function show(items, isAnew = false) {
    const wanted = new Set(items.map((item) => item.key));
    for (const [key, entry] of entries) {
      if (!wanted.has(key)) {
        entry.node.remove();
        entries.delete(key);
      }
    }
    let next = node.firstChild;
    for (const item of items) {
      const entry = entryOf(item, isAnew);
      if (entry.node === next) {
        next = next.nextSibling;
      } else {
        node.insertBefore(entry.node, next);
      }
    }
    keepOneTabStop();
  }

  function entryOf(item, isAnew) {
    const known = entries.get(item.key);
    const entry = known ?? newEntry(item);
    entries.set(item.key, entry);
    if (!known || isAnew || !isSame(entry.item, item)) {
      entry.show(item);
      entry.item = item;
    }
    return entry;
  }

  function newEntry(item) {
    if (item.kind === "message") {
      const view = messageView(env, { inThread });
      return { node: view.node, view, show: view.show };
    }
    return item.kind === "day" ? dayEntry() : newLine();
  }

  /** One message is a tab stop, the newest or the one last focused; arrows lead to the others. */
  function keepOneTabStop() {
    if (!node.querySelector(".message[tabindex='0']") && node.lastElementChild) {
      [...node.querySelectorAll(".message")].at(-1)?.setAttribute("tabindex", "0");
    }
  }

  function focusOn(message) {
    node.querySelectorAll(".message[tabindex='0']").forEach((other) => other.setAttribute("tabindex", "-1"));
    message.setAttribute("tabindex", "0");
  }

  node.addEventListener("focusin", (event) => {
    const message = event.target.closest(".message");
    if (message) {
      focusOn(message);
    }
  });
  node.addEventListener("keydown", (event) => moveBetween(event, node));
  const viewOf = (ts) => entries.get(ts)?.view;
  offerTools(node, env, { viewOf, inThread });
  return { node, show, viewOf };
}

function dayEntry() {
  const words = h("span");
  const node = h("div", { class: "day", role: "separator" }, words);
  const show = ({ label }) => {
    words.textContent = label;
    node.setAttribute("aria-label", label);
  };
  return { node, show };
}

function newLine() {
  return {
    node: h(
      "div",
      { class: "new-line", role: "separator", "aria-label": "New messages" },
      h("span", null, "New"),
    ),
    show: () => {},
  };
}

function isSame(one, other) {
  return one.message === other.message && one.isCompact === other.isCompact && one.label === other.label;
}

function moveBetween(event, list) {
  if (!event.target.classList.contains("message")) {
    return;
  }
  const messages = [...list.querySelectorAll(".message")];
  const place = messages.indexOf(event.target);
  const step = MOVES[event.key];
  const target = step ? messages[place + step] : { Home: messages[0], End: messages.at(-1) }[event.key];
  if (target) {
    event.preventDefault();
    target.focus();
  }
}
