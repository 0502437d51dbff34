/** Changing the text of a message where it stands. */

import { h } from "./dom.js";

/**
 * A small form around the text of a message.
 * @param {string} text as it was typed
 * @param {{draft: {text: string, keep: function(string)}, save: function(string): Promise<boolean>, close:
 *   function()}} options `draft` is what was made of it before, if anything; `save` answers whether it was
 *   taken
 * @returns {HTMLElement & {begin: function()}} `begin` puts the caret into it
 */
export function editor(text, { draft, save, close }) {
  const area = h("textarea", {
    class: "entry editing-text",
    rows: 2,
    "aria-label": "Edit the message",
    dir: "auto",
    value: draft.text || text,
    onInput: () => draft.keep(area.value),
  });
  const finish = async () => {
    if (area.value === text || (area.value.trim() !== "" && (await save(area.value)))) {
      close();
    }
  };
  const form = h(
    "form",
    {
      class: "editing",
      onSubmit: (event) => {
        event.preventDefault();
        finish();
      },
      onKeydown: (event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          close();
        } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target === area) {
          event.preventDefault();
          finish();
        }
      },
    },
    area,
    h(
      "div",
      { class: "editing-buttons" },
      h("button", { type: "button", class: "btn small", onClick: close }, "Cancel"),
      h("button", { type: "submit", class: "btn small primary" }, "Save"),
    ),
  );
  form.begin = () => {
    area.focus();
    area.setSelectionRange(area.value.length, area.value.length);
  };
  return form;
}
