/** The elements of a combobox: a field with chips, a list that floats. */

import { h, uniqueId } from "../dom.js";

/** Everything a combobox is made of; see combobox.js for what is wanted of it. */
export function build({ id, label, describedBy, isRequired, placeholder, isMany }) {
  const listId = uniqueId("list");
  const input = h("input", {
    id,
    type: "text",
    role: "combobox",
    class: "combobox-input",
    autocomplete: "off",
    spellcheck: "false",
    placeholder,
    "aria-label": label,
    "aria-describedby": describedBy,
    "aria-required": isRequired || null,
    "aria-expanded": false,
    "aria-controls": listId,
    "aria-autocomplete": "list",
  });
  const chips = h("span", {
    class: "chips",
    role: isMany ? "list" : null,
    "aria-label": isMany ? "Chosen" : null,
    hidden: true,
  });
  const clear = h(
    "button",
    { type: "button", class: "clear", "aria-label": `Clear ${label ?? "what is chosen"}`, hidden: true },
    "×",
  );
  const arrow = h("span", { class: "combobox-arrow", "aria-hidden": true });
  const field = h("span", { class: `combobox${isMany ? " combobox-many" : ""}` }, chips, input, clear, arrow);
  const list = h("div", {
    id: listId,
    role: "listbox",
    class: "listbox",
    "aria-label": "Choices",
  });
  list.setAttribute("aria-multiselectable", String(isMany));
  return { root: h("span", { class: "combobox-root" }, field, list), field, input, chips, clear, list };
}

/** One of several things chosen, with a button that takes it away. */
export function chip(choice, remove) {
  const words = h("span", { class: "chip-text", dir: "auto" }, choice.text);
  const away = h(
    "button",
    { type: "button", class: "chip-remove", "aria-label": `Remove ${choice.text}` },
    "×",
  );
  away.addEventListener("pointerdown", (event) => event.preventDefault());
  away.addEventListener("click", remove);
  return h("span", { class: "chip", role: "listitem" }, words, away);
}
