/** A payload in a window of its own, over the page. */

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { jsonCard } from "./json.js";
import { toolButton } from "./parts.js";

/**
 * Opens a dialog with `json`, foldable and to be copied. Escape, its button and a click beside it close it;
 * the focus goes back to where it was.
 * @param {*} json
 * @param {string} title such as "Message 1796142600.000100"
 * @returns {HTMLDialogElement}
 */
export function payloadDialog(json, title) {
  const dialog = h(
    "dialog",
    { class: "payload-dialog", "aria-label": title },
    h(
      "div",
      { class: "payload-frame" },
      h(
        "header",
        { class: "payload-head" },
        h("h2", null, title),
        toolButton("Close", () => dialog.close()),
      ),
      jsonCard(json, "payload", { levels: 4 }),
    ),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * A small button that opens the payload of a view. It is to be seen only while the developer's panel is open.
 * @param {function(): *} json asked when it is clicked
 * @param {string} title of the dialog
 */
export function payloadButton(json, title) {
  const open = () => payloadDialog(json(), title);
  return toolButton(icon("code"), open, { label: "View payload", class: "dev-tool payload-button" });
}
