/** Things that open over the page: menus and small cards. They close with Escape or a click elsewhere. */

import { h, replace, uniqueId } from "./dom.js";

const GAP_PX = 6;
const MOVES = { ArrowDown: 1, ArrowUp: -1 };

/**
 * A button that opens a card beside it.
 * @param {Object} options
 * @param {Object} options.button props of the button, as for `h`
 * @param {Array} options.face what stands in the button
 * @param {string} options.label names the card to screen readers
 * @param {function(function()): Node|Node[]} options.content made anew at each opening; gets how to close
 * @param {string} [options.role] "dialog" (default) or "menu"
 * @returns {{button: HTMLElement, card: HTMLElement, node: HTMLElement, close: function(), open: function()}}
 */
export function popoverButton({ button: props, face, label, content, role = "dialog", className = "" }) {
  const id = uniqueId("popover");
  const card = h("div", { id, class: `popover ${className}`, popover: "auto", role, "aria-label": label });
  const button = h(
    "button",
    { type: "button", "aria-haspopup": role, "aria-expanded": false, ...props },
    face,
  );
  const close = () => card.matches(":popover-open") && card.hidePopover();
  const open = () => {
    replace(card, content(close));
    card.showPopover({ source: button });
    putBeside(card, button);
    focusFirst(card, role);
  };
  // Pressing the button of an open card closes it before the click comes, which must not open it again.
  let wasOpen = false;
  button.addEventListener("pointerdown", () => (wasOpen = card.matches(":popover-open")));
  button.addEventListener("click", () => {
    const isOpen = wasOpen || card.matches(":popover-open");
    wasOpen = false;
    return isOpen ? close() : open();
  });
  card.addEventListener("toggle", (event) => {
    button.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState === "closed" && (card.contains(document.activeElement) || noFocus())) {
      button.focus();
    }
  });
  if (role === "menu") {
    card.addEventListener("keydown", moveInMenu);
  }
  return { button, card, close, open, node: h("span", { class: "popover-holder" }, button, card) };
}

/** An entry of a menu. */
export function menuItem({ label, detail = null, drawing = null, isCurrent = false, onChoose }) {
  return h(
    "button",
    {
      type: "button",
      role: "menuitem",
      class: "act-item",
      "aria-current": isCurrent ? "true" : null,
      onClick: onChoose,
    },
    drawing,
    h(
      "span",
      { class: "act-words" },
      h("span", { class: "act-label" }, label),
      detail && h("small", null, detail),
    ),
  );
}

/**
 * Asks before something is done.
 * @param {{title: string, text: string, yes: string, isDangerous?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, text, yes, isDangerous = true }) {
  const id = uniqueId("confirm");
  return new Promise((resolve) => {
    const dialog = h(
      "dialog",
      { class: "ask", "aria-labelledby": `${id}-title`, "aria-describedby": `${id}-text` },
      h("h2", { id: `${id}-title` }, title),
      h("p", { id: `${id}-text` }, text),
      h(
        "form",
        { method: "dialog", class: "ask-buttons" },
        h("button", { class: "btn", value: "no" }, "Cancel"),
        h("button", { class: isDangerous ? "btn danger" : "btn primary", value: "yes" }, yes),
      ),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Puts an open card (`position: fixed`) under or over `anchor`, wholly inside the window. */
export function putBeside(card, anchor) {
  const from = anchor.getBoundingClientRect();
  const own = card.getBoundingClientRect();
  const below = from.bottom + GAP_PX;
  const above = from.top - GAP_PX - own.height;
  const top = below + own.height <= innerHeight || above < GAP_PX ? below : above;
  const left = from.left + own.width <= innerWidth - GAP_PX ? from.left : from.right - own.width;
  card.style.top = `${Math.max(GAP_PX, Math.min(top, innerHeight - own.height - GAP_PX))}px`;
  card.style.left = `${Math.max(GAP_PX, Math.min(left, innerWidth - own.width - GAP_PX))}px`;
}

function focusFirst(card, role) {
  const wanted = role === "menu" ? "[role=menuitem]" : "[autofocus], input, button, a[href]";
  card.querySelector(wanted)?.focus();
}

function moveInMenu(event) {
  const items = [...event.currentTarget.querySelectorAll("[role=menuitem]")];
  const step = MOVES[event.key];
  const place = items.indexOf(document.activeElement);
  const target = step
    ? items.at((place + step) % items.length)
    : { Home: items[0], End: items.at(-1) }[event.key];
  if (target) {
    event.preventDefault();
    target.focus();
  }
}

function noFocus() {
  return document.activeElement === null || document.activeElement === document.body;
}
