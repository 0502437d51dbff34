/** The tab with everything that goes between Slack and the app, as it goes. */

import { h, replace } from "../dom.js";
import { trafficDetail } from "./traffic_detail.js";
import { createLog } from "./traffic_log.js";
import { markChosen, rowOf, updateRows } from "./traffic_rows.js";
import { holds, worldZone } from "./words.js";
import { toolBar, toolButton, troubleLine } from "./parts.js";

const REDRAW_MS = 80; // a journey through time brings hundreds a second
const NEAR_PX = 40;

/**
 * @param {Object} store
 * @param {Object} api
 * @param {Object} live
 * @returns {{title: string, element: HTMLElement, show: function(), hide: function()}}
 */
export function trafficTab(store, api, live) {
  const log = createLog(api);
  const look = { words: "", errorsOnly: false, isPaused: false, chosen: null };
  const [trouble, say] = troubleLine();
  const rows = h("ol", { class: "traffic-rows", "aria-label": "Traffic, oldest first" });
  const scroller = h("div", { class: "traffic-list" });
  const detail = h("section", { class: "traffic-detail", "aria-label": "One request", hidden: true });
  let timer = 0;
  let hearing = [];

  const earlier = toolButton("Earlier ones", loadEarlier, { class: "dev-tool earlier" });
  const count = h("span", { class: "dev-muted" });
  replace(scroller, earlier, rows);

  function redraw() {
    clearTimeout(timer);
    timer = 0;
    const isAtEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - NEAR_PX;
    const shown = log.entries().filter((entry) => isWanted(entry, look));
    updateRows(rows, shown, (entry) => rowOf(entry, look.chosen, worldZone(store.state)));
    count.textContent = `${shown.length} of ${log.entries().length}`;
    earlier.hidden = !log.hasOlder();
    if (isAtEnd && !look.isPaused) {
      scroller.scrollTop = scroller.scrollHeight;
    }
  }

  function soon() {
    if (timer === 0 && !look.isPaused) {
      timer = setTimeout(redraw, REDRAW_MS);
    }
  }

  function hear(event) {
    log.put(event.entry);
    soon();
  }

  async function start() {
    if (look.isPaused) {
      return;
    }
    await log.load().then(() => say(null), say);
    redraw();
    scroller.scrollTop = scroller.scrollHeight;
  }

  async function loadEarlier() {
    const before = scroller.scrollHeight;
    await log.loadOlder().then(() => say(null), say);
    redraw();
    scroller.scrollTop += scroller.scrollHeight - before;
  }

  function choose(id) {
    look.chosen = id;
    markChosen(rows, id);
    detail.hidden = id === null;
    if (id !== null) {
      const put = (nodes) => look.chosen === id && replace(detail, nodes);
      trafficDetail(api, id, worldZone(store.state), () => choose(null)).then(put, say);
    }
  }

  rows.addEventListener("click", (event) => {
    const row = event.target.closest("button[data-id]");
    if (row) {
      choose(row.dataset.id === look.chosen ? null : row.dataset.id);
    }
  });

  function show() {
    hearing.forEach((stop) => stop());
    start();
    // After a line that was lost, and in another world, what is shown may have gaps.
    hearing = [live.on("traffic", hear), live.on("hello", start), live.on("reset", start)];
    live.want(["traffic"]);
  }

  function hide() {
    hearing.forEach((stop) => stop());
    hearing = [];
    live.want([]);
  }

  async function clear() {
    await log.clear().then(() => say(null), say);
    choose(null);
    redraw();
  }

  const tools = makeTools(look, redraw, clear, count);
  const panes = h("div", { class: "traffic-panes" }, scroller, detail);
  const element = h("div", { class: "traffic" }, tools, trouble, panes);
  return { title: "Traffic", element, show, hide };
}

function makeTools(look, redraw, clear, count) {
  const words = { placeholder: "Filter by words", "aria-label": "Filter traffic by words" };
  const filter = h("input", { type: "search", ...words });
  filter.addEventListener("input", () => {
    look.words = filter.value.trim();
    redraw();
  });
  const errors = h("input", { type: "checkbox" });
  errors.addEventListener("change", () => {
    look.errorsOnly = errors.checked;
    redraw();
  });
  const pause = toolButton("Pause", () => {
    look.isPaused = !look.isPaused;
    pause.setAttribute("aria-pressed", String(look.isPaused));
    redraw();
  }, { "aria-pressed": false });
  return toolBar(filter, h("label", null, errors, " Errors only"), pause, toolButton("Clear", clear), count);
}

function isWanted(entry, { words, errorsOnly }) {
  if (errorsOnly && entry.ok && !entry.fault) {
    return false;
  }
  const said = [entry.name, entry.kind, entry.summary, entry.error, entry.fault, entry.status, entry.app_id];
  return words === "" || holds(said.filter(Boolean).join(" "), words);
}
