/** How the developer's panel writes times and numbers. */

import { zoneOf } from "../worldtime.js";

const formats = new Map();

/** "Mon 15:30:02" in a zone: the world's time of something that happened. */
export function moment(at, zone) {
  const instant = new Date(at);
  return Number.isNaN(instant.getTime()) ? "" : format(zone).format(instant).replace(",", "");
}

/** The zone in which the world's times are told: the clock's, or that of whoever one acts as. */
export function worldZone(state) {
  return state.clock?.zone ?? zoneOf(state);
}

/** "12 ms", "1.2 s", "–" while it is under way. */
export function took(ms) {
  if (ms === null || ms === undefined) {
    return "–";
  }
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

/** Whether `text` holds every word of `words`, in whatever order. */
export function holds(text, words) {
  const inSmall = text.toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => inSmall.includes(word));
}

function format(zone) {
  if (!formats.has(zone)) {
    const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" };
    formats.set(zone, new Intl.DateTimeFormat("en-GB", { weekday: "short", ...time, timeZone: zone }));
  }
  return formats.get(zone);
}
