/** The developer's panel: what goes on underneath. A dock at the bottom; on a phone the whole screen. */

import { h } from "./dom.js";
import { faultsTab } from "./developer/faults.js";
import { limitsTab } from "./developer/limits.js";
import { toolButton } from "./developer/parts.js";
import { rejectedTab } from "./developer/rejected.js";
import { resizeHandle } from "./developer/resizing.js";
import { scriptingTab } from "./developer/scripting.js";
import { tabRow } from "./developer/tabs.js";
import { trafficTab } from "./developer/traffic.js";

const TABS = ["traffic", "rejected", "limits", "faults", "api"];

/**
 * The panel, closed at first. Ctrl+. (or ⌘.) opens and closes it from anywhere on the page.
 * @param {Object} store
 * @param {Object} api
 * @param {Object} live tells of traffic as it goes
 * @returns {{element: HTMLElement, button: HTMLElement|null, toggle: function(), open: function(string=),
 *   close: function()}} `element` goes into the page once; `button`, if set, says whether the panel is open;
 *   `open` may name a tab: "traffic", "rejected", "limits", "faults" or "api"
 */
export function developerPanel(store, api, live) {
  const tabs = [
    trafficTab(store, api, live),
    rejectedTab(store, api),
    limitsTab(store, api),
    faultsTab(store, api),
    scriptingTab(store),
  ];
  const row = tabRow("Developer", tabs);
  const closing = toolButton("Close", () => close(), { label: "Close the developer panel" });
  const element = h(
    "aside",
    { class: "developer", "aria-label": "Developer", hidden: true },
    h("div", { class: "developer-head" }, row.list, closing),
    row.panels,
  );
  const handle = resizeHandle(element);
  element.prepend(handle.node);
  const panel = { element, button: null, toggle, open, close };
  let cameFrom = null;

  function open(name) {
    const wanted = TABS.indexOf(name);
    if (element.hidden) {
      cameFrom = document.activeElement;
      element.hidden = false;
      document.documentElement.dataset.developer = "open";
      handle.apply();
    }
    row.choose(wanted < 0 ? row.current() : wanted);
    row.list.querySelector("[aria-selected=true]").focus();
    panel.button?.setAttribute("aria-expanded", "true");
  }

  function close() {
    if (element.hidden) {
      return;
    }
    element.hidden = true;
    delete document.documentElement.dataset.developer;
    handle.release();
    tabs[row.current()].hide?.();
    panel.button?.setAttribute("aria-expanded", "false");
    cameFrom?.focus?.();
  }

  function toggle() {
    return element.hidden ? open() : close();
  }

  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      close();
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "." && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      toggle();
    }
  });
  return panel;
}
