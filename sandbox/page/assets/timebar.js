/** The world's time: what it is, how it runs, and going on to something. */

import { announce } from "./announce.js";
import { sentenceOf } from "./api.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { popoverButton } from "./popover.js";
import {
  dayAndTime,
  dayKey,
  inFull,
  isOnTheWay,
  shortDay,
  timeOfDay,
  wallTime,
  worldNow,
  zoneOf,
} from "./worldtime.js";

const TICK_MS = 1000;
const SPEEDS = [
  { label: "Pause", drawing: "pause", order: { do: "pause" }, isOn: (clock) => clock.mode === "paused" },
  {
    label: "Run",
    drawing: "play",
    order: { do: "run", speed: 1 },
    isOn: (clock) => clock.mode === "running" && clock.speed === 1,
  },
  {
    label: "×60",
    title: "A minute each second",
    order: { do: "run", speed: 60 },
    isOn: (clock) => clock.mode === "running" && clock.speed === 60,
  },
];

/**
 * The controls of time; only the time itself where nobody can turn it.
 * @param {Object} env
 * @returns {HTMLElement}
 */
export function timebar(env) {
  const { store } = env;
  const { state } = store;
  const reading = clockReading(env);
  const controls = h("div", { class: "time-controls" });
  const node = h("section", { class: "timebar", "aria-label": "The world's time" }, reading.node, controls);
  let shownMode = null;

  function show() {
    const { clock } = state;
    reading.show();
    const canTurn = state.workspace?.abilities.time && clock;
    const mode = canTurn ? (isOnTheWay(state) ? "journey" : "standing") : "none";
    if (mode !== shownMode) {
      shownMode = mode;
      replace(
        controls,
        { journey: () => journey(env), standing: () => standing(env), none: () => [] }[mode](),
      );
    }
    controls.querySelectorAll("[data-shows]").forEach((one) => one.refresh());
  }

  store.subscribe(["clock", "me", "people", "workspace"], (_, changed) => {
    show();
    if (changed.has("clock")) {
      sayArrival(state);
      sayWhyTimeStands(env);
    }
  });
  setInterval(() => {
    reading.show();
    store.set({ today: dayKey(worldNow(state), zoneOf(state)) });
  }, TICK_MS);
  show();
  return node;
}

/** Gives an order to the clock; a refusal becomes a notice. */
async function orderTime(env, order) {
  try {
    await env.api.control("clock", order);
  } catch (refused) {
    env.notify(sentenceOf(refused), { isTrouble: true });
  }
}

function clockReading(env) {
  const { state } = env.store;
  const day = h("span", { class: "clock-day" });
  const time = h("span", { class: "clock-time" });
  const { node, button } = popoverButton({
    button: { class: "clock" },
    face: [icon("clock"), h("span", { class: "clock-words" }, day, time)],
    label: "The time of this world",
    className: "clock-card",
    content: () => zonesOf(state),
  });
  function show() {
    const now = worldNow(state);
    const zone = zoneOf(state);
    day.textContent = shortDay(now, zone);
    time.textContent = timeOfDay(now, zone);
    button.setAttribute("aria-label", `In this world it is ${inFull(now, zone)}`);
    button.title = zonesSaid(state, now)
      .map(([whose, said]) => `${whose}: ${said}`)
      .join("\n");
  }
  return { node, show };
}

function zonesSaid(state, now) {
  const person = state.people.get(state.me);
  const own = person ? [[person.name, dayAndTime(now, person.tz)]] : [];
  const shared = state.clock?.zone;
  return shared && shared !== person?.tz
    ? [...own, [`Here (${shared.replaceAll("_", " ")})`, dayAndTime(now, shared)]]
    : own;
}

function zonesOf(state) {
  const now = worldNow(state);
  return [
    h("h2", { class: "popover-title" }, "The time of this world"),
    h(
      "dl",
      { class: "zones" },
      zonesSaid(state, now).map(([whose, said]) => [h("dt", null, whose), h("dd", null, said)]),
    ),
  ];
}

function standing(env) {
  const { state } = env.store;
  return [
    h(
      "div",
      { class: "segments", role: "group", "aria-label": "How time runs" },
      SPEEDS.map((speed) => speedButton(env, speed)),
    ),
    h(
      "div",
      { class: "skips", role: "group", "aria-label": "Go on to" },
      h("span", { class: "skips-word", "aria-hidden": "true" }, "Next"),
      skipButton(env, "message", "next_message", () => nextMessageTitle(state)),
      skipButton(env, "morning", "next_morning", () => "Go on to the next morning"),
      skipButton(env, "week", "next_week", () => "Go on to the next week"),
      dateButton(env),
    ),
  ];
}

function speedButton(env, { label, drawing, title, order, isOn }) {
  const face = drawing ? [icon(drawing), h("span", { class: "unseen" }, label)] : label;
  const props = {
    type: "button",
    class: "segment",
    title: title ?? label,
    dataset: { shows: "", time: order.speed === 60 ? "x60" : order.speed ? "run" : "pause" },
  };
  const button = h("button", { ...props, onClick: () => orderTime(env, order) }, face);
  button.refresh = () => button.setAttribute("aria-pressed", String(isOn(env.store.state.clock)));
  button.refresh();
  return button;
}

function skipButton(env, label, landmark, titleOf) {
  const order = () => orderTime(env, { do: landmark });
  const button = h(
    "button",
    {
      type: "button",
      class: "btn quiet",
      "aria-label": `Next ${label}`,
      dataset: { shows: "", time: landmark },
      onClick: order,
    },
    label,
  );
  button.refresh = () => (button.title = titleOf());
  button.refresh();
  return button;
}

function nextMessageTitle(state) {
  const at = state.clock?.next_message_at;
  const zone = zoneOf(state);
  return at
    ? `The next planned message: ${dayAndTime(new Date(at), zone)}`
    : "Nothing is planned that would be sent";
}

function dateButton(env) {
  return popoverButton({
    button: { class: "btn quiet", dataset: { time: "to" } },
    face: "A date…",
    label: "Go on to a date",
    className: "date-card",
    content: (close) => dateForm(env, close),
  }).node;
}

function dateForm(env, close) {
  const { clock } = env.store.state;
  const now = wallTime(worldNow(env.store.state), clock.zone);
  const input = h("input", {
    type: "datetime-local",
    class: "entry",
    "aria-label": "Date and time",
    min: now,
    value: now,
    required: true,
  });
  const submit = (event) => {
    event.preventDefault();
    close();
    orderTime(env, { do: "to", at: input.value });
  };
  return h(
    "form",
    { class: "date-form", onSubmit: submit },
    h("h2", { class: "popover-title" }, "Go on to a date"),
    input,
    h("p", { class: "muted" }, `Time in ${clock.zone.replaceAll("_", " ")}.`),
    h("button", { class: "btn primary", type: "submit" }, "Go there"),
  );
}

function journey(env) {
  const { state } = env.store;
  const words = h("span", { class: "journey-words" });
  const bar = h("progress", { max: 1, "aria-label": "How far the journey is", dataset: { shows: "" } });
  const stop = h(
    "button",
    {
      type: "button",
      class: "btn",
      dataset: { time: "stop" },
      onClick: () => orderTime(env, { do: "stop" }),
    },
    "Stop here",
  );
  bar.refresh = () => {
    const { clock } = state;
    words.textContent = clock.label ?? goalOf(state);
    const share = shareOf(clock);
    if (share === null) {
      bar.removeAttribute("value");
    } else {
      bar.value = share;
    }
    stop.hidden = clock.mode === "playing";
  };
  bar.refresh();
  return h("div", { class: "journey" }, words, bar, stop);
}

function goalOf(state) {
  const { towards } = state.clock;
  return towards ? `On the way to ${dayAndTime(new Date(towards), zoneOf(state))}` : "On the way";
}

function shareOf({ now, towards, started_from: from }) {
  if (!towards || !from || towards <= from) {
    return null;
  }
  const [at, start, end] = [now, from, towards].map((instant) => Date.parse(instant));
  return Math.max(0, Math.min(1, (at - start) / (end - start)));
}

let wasTravelling = false;

/** At the end of a journey, what time it is now is read aloud. */
function sayArrival(state) {
  const isTravelling = isOnTheWay(state);
  if (wasTravelling && !isTravelling) {
    announce(`It is now ${inFull(worldNow(state), zoneOf(state))}.`);
  }
  wasTravelling = isTravelling;
}

let toldWhy = null;

/** Time that stopped by itself because something went wrong says why: once, until it says something else. */
function sayWhyTimeStands(env) {
  const { state } = env.store;
  const why = isOnTheWay(state) ? null : state.clock?.label;
  if (why && why !== toldWhy) {
    env.notify(why, { isTrouble: true });
  }
  toldWhy = why;
}
