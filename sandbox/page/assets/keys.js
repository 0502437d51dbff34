/** Keys that work everywhere on the page. */

const TYPING = "input, textarea, select, [contenteditable]";

/** Has the page follow its keys (see help.js). */
export function followKeys(env, { main, side }) {
  const { store, places } = env;
  document.addEventListener("keydown", (event) => {
    const deed = deedOf(event);
    if (deed) {
      event.preventDefault();
      deed();
    }
  });

  function deedOf(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) {
      return null;
    }
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      return env.openSwitcher;
    }
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      return () => moveInSidebar(event.key === "ArrowUp" ? -1 : 1);
    }
    if (isPlain && event.key === "F6") {
      return () => nextPart(main, side);
    }
    if (isPlain && event.key === "?" && !event.target.closest?.(TYPING)) {
      return env.openHelp;
    }
    return isPlain && event.key === "Escape" && !document.querySelector(":popover-open") ? closeSide() : null;
  }

  function closeSide() {
    if (store.state.panel) {
      return () => env.togglePanel(null);
    }
    return store.state.threadTs ? places.closeThread : null;
  }
}

function moveInSidebar(step) {
  const rows = [...document.querySelectorAll(".sidebar .row")].filter((row) => row.checkVisibility());
  const place = rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[(place + step + rows.length) % rows.length]?.click();
}

/** From the bar to the side bar to the messages to where one types to what is open on the right. */
function nextPart(main, side) {
  const parts = [
    [...document.querySelectorAll(".topbar button")].find((button) => button.checkVisibility()),
    document.querySelector(".sidebar [aria-current]") ?? document.querySelector(".sidebar button"),
    main.querySelector(".message[tabindex='0']"),
    main.querySelector(".composer-text"),
    side.querySelector(".composer-text, button"),
    document.querySelector(".guide:not([hidden]) button"),
  ].filter((part) => part?.checkVisibility());
  const active = document.activeElement;
  const here = parts.findLastIndex((part) => part === active || regionOf(part)?.contains(active));
  parts[(here + 1) % parts.length]?.focus();
}

function regionOf(part) {
  return part.closest(".topbar, .sidebar, .scroller, .composer, .side, .guide");
}
