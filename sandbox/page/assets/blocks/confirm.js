/** The question asked back before an element does its work. */

import { h, uniqueId } from "../dom.js";
import { renderText } from "./text.js";

/**
 * Shows a confirm dialog. Escape and "no" are the same.
 * @param {{title: Object, text: Object, confirm: Object, deny: Object, style?: string}} confirm Slack's
 * @returns {Promise<boolean>} whether the person confirmed
 */
export function askConfirm(confirm, ctx) {
  const ids = { title: uniqueId("confirm"), text: uniqueId("confirm") };
  const before = document.activeElement;
  return new Promise((resolve) => {
    const yes = confirmButton(confirm, ctx);
    const no = h(
      "button",
      { type: "button", class: "button", onClick: () => dialog.close() },
      renderText(confirm.deny, ctx),
    );
    const dialog = h(
      "dialog",
      { class: "confirm", role: "alertdialog", "aria-labelledby": ids.title, "aria-describedby": ids.text },
      h("h2", { id: ids.title, dir: "auto" }, renderText(confirm.title, ctx)),
      h("div", { id: ids.text, class: "confirm-text", dir: "auto" }, renderText(confirm.text, ctx)),
      h("div", { class: "confirm-buttons" }, no, yes),
    );
    yes.addEventListener("click", () => dialog.close("yes"));
    dialog.addEventListener("keydown", (event) => closeOnEscape(event, dialog));
    dialog.addEventListener("close", () => {
      dialog.remove();
      before?.focus?.();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
    yes.focus();
  });
}

function confirmButton(confirm, ctx) {
  const style = confirm.style === "danger" ? "button-danger" : "button-primary";
  return h("button", { type: "button", class: `button ${style}` }, renderText(confirm.confirm, ctx));
}

function closeOnEscape(event, dialog) {
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation(); // the form behind it stays open
    dialog.close();
  }
}
