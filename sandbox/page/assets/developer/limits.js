/** The tab with Slack's rate limits: how much of each minute is used. */

import { h, replace } from "../dom.js";
import { muted, toolBar, troubleLine } from "./parts.js";
import { polling } from "./polling.js";

const POLL_MS = 1000;
const NEARLY = 0.8;

/** @returns {{title: string, element: HTMLElement, show: function(), hide: function()}} */
export function limitsTab(store, api) {
  const [trouble, say] = troubleLine();
  const isOn = h("input", { type: "checkbox" });
  const place = h("div", { class: "dev-scrolling limits" });

  function draw(limits) {
    isOn.checked = limits.enabled;
    replace(place, methodsTable(limits.methods), channelsTable(limits.channels, store.state.channels));
  }

  isOn.addEventListener("change", () =>
    api.control("limits", { enabled: isOn.checked }).then(draw).catch(say),
  );
  const poll = polling(async () => draw(await api.control("limits")), POLL_MS, say);
  const tools = toolBar(h("label", null, isOn, " Slack counts calls and refuses too many"));
  const element = h("div", { class: "dev-tab-body" }, tools, trouble, place);
  return { title: "Limits", element, show: poll.start, hide: poll.stop };
}

function methodsTable(methods) {
  if (methods.length === 0) {
    return muted("No call has been counted in the last minute.");
  }
  const heads = ["Method", "Tier", "In this minute", "Refused", "May be called"];
  return table("Methods", heads, methods.map(methodRow));
}

function methodRow({ method, tier, used, allowed, refused, free_in: freeIn }) {
  const wait = used < allowed ? "now" : `in ${Math.ceil(freeIn ?? 0)} s`;
  return [h("code", null, method), tier ?? "", meter(method, used, allowed), refused, wait];
}

function channelsTable(channels, known) {
  if (channels.length === 0) {
    return null;
  }
  const rows = channels.map(({ id, name, tokens, burst }) => {
    const title = name ? `#${name}` : (known.get(id)?.name ?? id);
    return [title, meter(title, Math.max(0, burst - tokens), burst, "of the burst used")];
  });
  return table("One post a second for each conversation", ["Conversation", "Posts just now"], rows);
}

function table(caption, heads, rows) {
  return h(
    "table",
    { class: "limits-table" },
    h("caption", null, caption),
    h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", null, rows.map((cells) => h("tr", null, cells.map((cell) => h("td", null, cell))))),
  );
}

function meter(name, used, allowed, words = "used") {
  const shown = Math.round(used * 10) / 10;
  const label = `${name}: ${shown} of ${allowed} ${words}`;
  const bar = h("meter", { min: 0, max: allowed, high: allowed * NEARLY, value: used, "aria-label": label });
  const numbers = h("span", { class: "dev-meter-words" }, `${shown} / ${allowed}`);
  return h("span", { class: "dev-meter" }, bar, numbers);
}
