/** The upper edge of the panel: dragged, or moved with the arrow keys. Its place is kept on this machine. */

import { h } from "../dom.js";

const KEY = "page.developer.height";
const VARIABLE = "--developer-height";
const USUAL = 0.42; // of the window
const LEAST_PX = 160;
const MOST = 0.85;
const STEP_PX = 32;
const PHONE = "(max-width: 640px)";

/**
 * @param {HTMLElement} panel the panel whose height it sets
 * @returns {{node: HTMLElement, apply: function(), release: function()}} `apply` when the panel opens,
 *   `release` when it closes: the shell gets its room back
 */
export function resizeHandle(panel) {
  const label = "Height of the developer panel";
  const props = { role: "separator", tabindex: "0", "aria-orientation": "horizontal", "aria-label": label };
  const node = h("div", { ...props, class: "developer-edge" });
  let height = Number(localStorage.getItem(KEY)) || innerHeight * USUAL;

  function apply() {
    const most = innerHeight * MOST;
    height = Math.round(Math.min(most, Math.max(LEAST_PX, height)));
    const isPhone = matchMedia(PHONE).matches;
    document.documentElement.style.setProperty(VARIABLE, isPhone ? "0px" : `${height}px`);
    panel.style.height = isPhone ? "" : `${height}px`;
    node.setAttribute("aria-valuemin", String(LEAST_PX));
    node.setAttribute("aria-valuemax", String(Math.round(most)));
    node.setAttribute("aria-valuenow", String(height));
  }

  function set(wanted) {
    height = wanted;
    apply();
    localStorage.setItem(KEY, String(height));
  }

  node.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    node.setPointerCapture(event.pointerId);
    const move = (moved) => set(innerHeight - moved.clientY);
    const end = () => node.removeEventListener("pointermove", move);
    node.addEventListener("pointermove", move);
    node.addEventListener("lostpointercapture", end, { once: true });
  });
  node.addEventListener("keydown", (event) => {
    const step = { ArrowUp: STEP_PX, ArrowDown: -STEP_PX }[event.key];
    if (step) {
      event.preventDefault();
      set(height + step);
    }
  });
  addEventListener("resize", () => !panel.hidden && apply());
  return { node, apply, release: () => document.documentElement.style.removeProperty(VARIABLE) };
}
