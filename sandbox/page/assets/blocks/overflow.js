/** The ⋯ menu: a button with a menu of up to five things to do. */

import { h, uniqueId } from "../dom.js";
import { askConfirm } from "./confirm.js";
import { act, isBusy, whileBusy } from "./controls.js";
import { isLink } from "./entities.js";
import { floating, onPointingElsewhere } from "./floating.js";
import { renderText } from "./text.js";

/** The ⋯ button. Arrows move in its menu, Escape closes it, Enter takes an entry. */
export function overflow(at) {
  const id = uniqueId("menu");
  const name = at.label.words ? `More actions: ${at.label.words}` : "More actions";
  const props = {
    type: "button",
    class: "button overflow-button",
    "aria-label": name,
    "aria-haspopup": "menu",
  };
  const opener = h("button", {
    ...props,
    "aria-expanded": false,
    "aria-controls": id,
    dataset: { control: at.key },
  });
  opener.append(h("span", { "aria-hidden": true }, "⋯"));
  const menu = h("div", { id, role: "menu", class: "menu", "aria-label": name });
  const float = floating(opener, menu, { alignsEnd: true });
  let stopListening = null;

  function close({ focus = true } = {}) {
    if (float.isOpen()) {
      float.close();
      opener.setAttribute("aria-expanded", "false");
      stopListening?.();
      if (focus) {
        opener.focus();
      }
    }
  }

  function open() {
    float.open();
    opener.setAttribute("aria-expanded", "true");
    stopListening = onPointingElsewhere([menu, opener], () => close({ focus: false }));
    menu.querySelector("[role=menuitem]")?.focus();
  }

  menu.append(...at.element.options.map((option) => entry(option, at, opener, close)));
  opener.addEventListener("click", () => {
    if (!isBusy(opener)) {
      (float.isOpen() ? close : open)();
    }
  });
  opener.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && !float.isOpen()) {
      event.preventDefault();
      open();
    }
  });
  menu.addEventListener("keydown", (event) => moveInMenu(event, menu, close));
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) {
      close({ focus: false });
    }
  });
  return h("span", { class: "overflow" }, opener, menu);
}

function entry(option, at, opener, close) {
  const link = isLink(option.url) ? { href: option.url, target: "_blank", rel: "noopener noreferrer" } : null;
  const props = { role: "menuitem", class: "menu-item", tabindex: "-1" };
  const node = link ? h("a", { ...props, ...link }) : h("button", { type: "button", ...props });
  node.append(h("span", { dir: "auto" }, renderText(option.text, at.ctx)));
  if (option.description) {
    node.append(h("span", { class: "option-description" }, renderText(option.description, at.ctx)));
  }
  node.addEventListener("click", async () => {
    close();
    if (!at.element.confirm || (await askConfirm(at.element.confirm, at.ctx))) {
      await whileBusy(opener, act(at, option.value));
    }
  });
  return node;
}

function moveInMenu(event, menu, close) {
  const items = [...menu.querySelectorAll("[role=menuitem]")];
  const now = items.indexOf(document.activeElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1 + items.length, Home: 0, End: items.length - 1 }[
    event.key
  ];
  if (next !== undefined) {
    event.preventDefault();
    items[next % items.length].focus();
  } else if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    close();
  }
}
