/** A list under the caret: arrows move in it, Tab or Enter takes what is chosen, Escape puts it away. */

import { h, replace, uniqueId } from "./dom.js";

const MOVES = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Offers completions in a text area.
 * @param {HTMLTextAreaElement} area
 * @param {function(string): {label, length, options}|null} find gets the text up to the caret (see
 *   candidates.js)
 * @returns {{node: HTMLElement, look: function(), takesKey: function(KeyboardEvent): boolean, close:
 *   function()}} `takesKey` answers whether the key was for the list, and did what it means
 */
export function completions(area, find) {
  const id = uniqueId("completions");
  const list = h("ul", { id, class: "completions", role: "listbox", hidden: true });
  let found = null;
  let chosen = 0;

  function look() {
    const isWithin = area.selectionStart === area.selectionEnd && document.activeElement === area;
    found = isWithin ? find(area.value.slice(0, area.selectionStart)) : null;
    chosen = 0;
    draw();
  }

  function draw() {
    list.hidden = found === null;
    area.setAttribute("aria-controls", id);
    if (found === null) {
      area.removeAttribute("aria-activedescendant");
      replace(list);
      return;
    }
    list.setAttribute("aria-label", found.label);
    replace(list, found.options.map(row));
    area.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function row(option, place) {
    return h(
      "li",
      {
        id: `${id}-${place}`,
        role: "option",
        "aria-selected": place === chosen,
        // Pressing must not take the focus out of the text.
        onMousedown: (event) => {
          event.preventDefault();
          take(place);
        },
      },
      h("span", { class: "completion-shown" }, option.shown),
      h("span", { class: "completion-detail" }, option.detail),
    );
  }

  function take(place) {
    const { length, options } = found;
    const end = area.selectionStart;
    area.setRangeText(options[place].text, end - length, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function takesKey(event) {
    if (found === null || event.isComposing) {
      return false;
    }
    const step = MOVES[event.key];
    if (step) {
      chosen = (chosen + step + found.options.length) % found.options.length;
      draw();
    } else if (
      event.key === "Tab" ||
      (event.key === "Enter" && !event.shiftKey && !found.options[chosen].isExact)
    ) {
      take(chosen);
    } else if (event.key === "Escape") {
      close();
    } else {
      return false;
    }
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  function close() {
    found = null;
    draw();
  }

  area.setAttribute("aria-autocomplete", "list");
  area.setAttribute("aria-haspopup", "listbox");
  area.addEventListener("blur", close);
  return { node: list, look, takesKey, close };
}
