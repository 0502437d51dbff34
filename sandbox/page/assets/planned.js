/** The right pane with what the app plans to send. */

import { sentenceOf } from "./api.js";
import { h, replace } from "./dom.js";
import { paneHead } from "./panehead.js";
import { dayLabel, distance, inFull, isOnTheWay, timeOfDay, worldNow, zoneOf } from "./worldtime.js";

/**
 * @param {Object} env
 * @returns {{node: HTMLElement, show: function(Set<string>), focus: function(), stop: function()}}
 */
export function plannedPane(env) {
  const { store, api } = env;
  const { state } = store;
  const body = h("div", { class: "panel-body" });
  const title = `What ${[...state.apps.values()][0]?.name ?? "the app"} plans to send`;
  const node = h(
    "div",
    { class: "panel" },
    paneHead(title, "Close the plans", () => env.togglePanel(null)),
    body,
  );
  let isAsking = false;

  function show() {
    if (state.planned !== null) {
      replace(body, partsOf(state));
    } else if (body.childElementCount === 0 || !isOnTheWay(state)) {
      ask(); // on a journey plans change all the time: they are asked for again when it is over
    }
  }

  async function ask() {
    if (isAsking) {
      return;
    }
    isAsking = true;
    try {
      store.set({ planned: await api.control("planned") });
    } catch (refused) {
      replace(body, h("p", { class: "trouble" }, sentenceOf(refused)));
    } finally {
      isAsking = false;
    }
  }

  return { node, show, focus: () => node.querySelector("button")?.focus(), stop: () => {} };
}

function partsOf(state) {
  const { messages, more } = state.planned;
  if (messages.length === 0) {
    return h(
      "p",
      { class: "empty" },
      "Nothing is planned. Schedule something, and what will be sent stands here.",
    );
  }
  const zone = zoneOf(state);
  const now = worldNow(state);
  return [
    [...byDay(messages, zone, now)].map(([day, those]) =>
      h(
        "section",
        { class: "planned-day", "aria-label": day },
        h("h3", null, day),
        h(
          "ol",
          null,
          those.map((message) => h("li", { class: "planned" }, plannedParts(message, zone, now))),
        ),
      ),
    ),
    more > 0 && h("p", { class: "muted" }, `And ${more} more later on.`),
  ];
}

function plannedParts({ due_at: dueAt, label, to, state, subject }, zone, now) {
  const instant = new Date(dueAt);
  return [
    h(
      "time",
      { datetime: dueAt, title: `${inFull(instant, zone)}, ${distance(instant, now)}` },
      timeOfDay(instant, zone),
    ),
    h(
      "div",
      null,
      h("p", { class: "planned-label" }, label),
      h("p", { class: "muted" }, ["to ", to, subject && ` · ${subject}`].filter(Boolean).join("")),
      state && state !== "planned" && h("span", { class: "badge" }, state),
    ),
  ];
}

function byDay(messages, zone, now) {
  return Map.groupBy(messages, (message) => dayLabel(new Date(message.due_at), zone, now));
}
