/** The page in preview mode: every template, and each of its cases as people would see it. */

import { announce, announcers } from "./announce.js";
import { h, replace } from "./dom.js";
import { applyTheme, keptTheme, seenTheme } from "./theme.js";
import { caseSheet } from "./preview/sheet.js";
import { formatPlace, parsePlace } from "./preview/place.js";
import { overview } from "./preview/overview.js";
import { templateList } from "./preview/list.js";
import { watchTemplates } from "./preview/watching.js";
import { sampleWorld } from "./preview/world.js";

const KEYS = { j: 1, k: -1 };

/**
 * The whole page, to stand in the body in the shell's place.
 * @param {Object} api
 * @returns {Promise<HTMLElement>} rejects as `api.control` does
 */
export async function previewPage(api) {
  const [index, world] = await Promise.all([api.control("preview"), sampleWorld(api)]);
  const main = h("main", { class: "preview-main", tabindex: "-1", id: "preview-main" });
  const search = (words) => api.control(`preview/found?words=${encodeURIComponent(words)}`);
  const list = templateList(index, search);
  const sheet = caseSheet(api, world);
  const page = h("div", { class: "preview" }, list.element, main, announcers());
  list.head.append(themeButton());

  function go() {
    const place = parsePlace(location.hash, index);
    page.dataset.shows = place ? "case" : "list";
    list.mark(place);
    document.title = place ? `${place.template}, ${place.name} – preview` : "Preview of messages";
    if (place) {
      replace(main, sheet.element);
      sheet.show(place, list.states());
    } else {
      replace(main, overview(index, list.states()));
    }
  }

  async function takeStates() {
    const { states } = await api.control("preview/states");
    list.takeStates(states);
    sheet.takeStates(states);
    if (parsePlace(location.hash, index) === null) {
      go();
    }
  }

  async function again() {
    await sheet.again();
    await takeStates();
    announce("A template was saved: shown anew");
  }

  function onKey(event) {
    const step = KEYS[event.key];
    const isTyping = event.target.matches("input, textarea, select, [contenteditable]");
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping) {
      return;
    }
    if (event.key === "/") {
      event.preventDefault();
      list.focusFilter();
    } else if (step) {
      location.hash = formatPlace(list.beside(parsePlace(location.hash, index), step));
    }
  }

  addEventListener("hashchange", go);
  document.addEventListener("keydown", onKey);
  go();
  takeStates().catch(sheet.complain);
  watchTemplates(api, index.revision, again, sheet.complain);
  return page;
}

function themeButton() {
  const button = h("button", { type: "button", class: "dev-tool" });
  const say = () => (button.textContent = seenTheme(keptTheme()) === "dark" ? "Light" : "Dark");
  button.addEventListener("click", () => {
    applyTheme(seenTheme(keptTheme()) === "dark" ? "light" : "dark");
    say();
  });
  applyTheme(keptTheme());
  say();
  return button;
}
