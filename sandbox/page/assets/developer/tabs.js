/** Tabs as screen readers know them: arrow keys move among them, one panel is shown. */

import { h, uniqueId } from "../dom.js";

const MOVES = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * A row of tabs and their panels.
 * @param {string} label names the row
 * @param {Array<{title: string, element: HTMLElement, show?: function(), hide?: function()}>} tabs `show` and
 *   `hide` are called as a tab begins and ceases to be looked at
 * @returns {{list: HTMLElement, panels: HTMLElement[], choose: function(number),
 *   current: function(): number}}
 */
export function tabRow(label, tabs) {
  let current = 0;
  const parts = tabs.map((tab, index) => partsOf(tab, () => choose(index)));
  const props = { role: "tablist", "aria-label": label, class: "dev-tabs" };
  const list = h("div", props, parts.map(({ button }) => button));
  list.addEventListener("keydown", (event) => {
    const step = MOVES[event.key];
    if (step) {
      event.preventDefault();
      choose((current + step + tabs.length) % tabs.length);
      parts[current].button.focus();
    }
  });

  function choose(index) {
    if (index !== current) {
      tabs[current].hide?.();
    }
    current = index;
    parts.forEach(({ button, panel }, place) => {
      button.setAttribute("aria-selected", String(place === index));
      button.tabIndex = place === index ? 0 : -1;
      panel.hidden = place !== index;
    });
    tabs[index].show?.();
  }

  return { list, panels: parts.map(({ panel }) => panel), choose, current: () => current };
}

function partsOf({ title, element }, onClick) {
  const id = uniqueId("tab");
  const own = { id: `${id}-panel`, role: "tabpanel", "aria-labelledby": id };
  const props = { role: "tab", type: "button", id, "aria-controls": own.id, class: "dev-tab", onClick };
  const panel = h("div", { ...own, class: "dev-tab-panel" }, element);
  return { button: h("button", props, title), panel };
}
