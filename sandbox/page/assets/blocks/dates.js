/** Slack's date patterns, `{date_long_pretty} at {time}`, in the acting person's own zone. */

import { h } from "../dom.js";

const PART = /\{(\w+)\}/g;
const NEAR = new Map([
  [-1, "Yesterday"],
  [0, "Today"],
  [1, "Tomorrow"],
]);
const DAY_MS = 86_400_000;
const AGO_UNITS = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];
const AGO = new Intl.RelativeTimeFormat("en", { numeric: "always" });
const formatters = new Map();

/**
 * `pattern` with its parts filled in; a part that Slack does not know stays as written.
 * @param {number} unix seconds
 * @param {string} pattern such as "{date_short_pretty} at {time}"
 * @param {{me: {tz: string}, now: function(): Date}} ctx
 * @returns {string}
 */
export function formatDate(unix, pattern, ctx) {
  const moment = wallTime(new Date(unix * 1000), ctx.me.tz);
  const today = wallTime(ctx.now(), ctx.me.tz);
  return pattern.replace(PART, (written, name) => datePart(name, moment, today) ?? written);
}

/**
 * A `<time>` that shows the moment; `refreshDates` brings it up to date later.
 * `fallback` is shown if the moment is none.
 */
export function dateNode(unix, pattern, fallback, ctx) {
  const moment = new Date(Number(unix) * 1000);
  if (!/^\d+$/.test(String(unix)) || Number.isNaN(moment.getTime())) {
    return document.createTextNode(fallback || pattern);
  }
  const shown = formatDate(Number(unix), pattern, ctx);
  const title = formatDate(Number(unix), "{date_long} at {time_secs}", ctx);
  const dataset = { unix: String(unix), pattern };
  return h("time", { datetime: moment.toISOString(), title: `${title} (${ctx.me.tz})`, dataset }, shown);
}

/** Writes every date below `root` anew, since "Today" becomes "Yesterday" when the world's day turns. */
export function refreshDates(root, ctx) {
  for (const node of root.querySelectorAll("time[data-pattern]")) {
    const shown = formatDate(Number(node.dataset.unix), node.dataset.pattern, ctx);
    if (node.textContent !== shown) {
      node.textContent = shown;
    }
  }
}

/**
 * A moment as the wall clock of a zone shows it: {unix, year, month, day, hour, minute, second, weekday}.
 * Months count from 1; names are English, as everything the page shows.
 */
export function wallTime(date, zone) {
  const parts = {};
  for (const { type, value } of formatter(zone).formatToParts(date)) {
    parts[type] = value;
  }
  const { weekday, month: monthName } = parts;
  const [year, day, hour, minute, second] = ["year", "day", "hour", "minute", "second"].map((n) =>
    Number(parts[n]),
  );
  return {
    unix: date.getTime() / 1000,
    weekday,
    monthName,
    month: monthNumber(monthName),
    year,
    day,
    hour,
    minute,
    second,
  };
}

/**
 * The Unix seconds of a wall time ("2026-11-03T15:30") in a zone. Of a time that spring skips, the one an
 * hour later; of one that autumn repeats, the first. `null` if it is no time.
 */
export function unixOfWall(local, zone) {
  const asUtc = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtc)) {
    return null;
  }
  const offsets = [asUtc - DAY_MS, asUtc + DAY_MS].map((at) => offsetAt(at, zone));
  const candidates = offsets.map((offset) => asUtc - offset);
  const fitting = candidates.filter((at) => at + offsetAt(at, zone) === asUtc);
  return Math.floor((fitting.length > 0 ? Math.min(...fitting) : candidates[0]) / 1000);
}

/** The wall time of Unix seconds in a zone, as `<input type="datetime-local">` wants it. */
export function wallOfUnix(unix, zone) {
  const t = wallTime(new Date(unix * 1000), zone);
  return `${isoDate(t)}T${two(t.hour)}:${two(t.minute)}`;
}

function offsetAt(ms, zone) {
  const t = wallTime(new Date(ms), zone);
  return Date.UTC(t.year, t.month - 1, t.day, t.hour, t.minute, t.second) - Math.floor(ms / 1000) * 1000;
}

function formatter(zone) {
  if (!formatters.has(zone)) {
    const fields = { weekday: "long", month: "long", year: "numeric", day: "numeric", hourCycle: "h23" };
    const clock = { hour: "numeric", minute: "numeric", second: "numeric" };
    formatters.set(zone, new Intl.DateTimeFormat("en-US", { ...fields, ...clock, timeZone: zone }));
  }
  return formatters.get(zone);
}

const MONTHS = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];

function monthNumber(name) {
  return MONTHS.indexOf(name) + 1;
}

function datePart(name, moment, today) {
  if (name === "day_divider_pretty") {
    return near(moment, today) ?? dividerDate(moment, today);
  }
  if (name === "ago") {
    return ago(moment.unix - today.unix);
  }
  const plain = name.replace(/_pretty$/, "");
  const write = PARTS[plain];
  return write && ((plain === name ? null : near(moment, today)) ?? write(moment));
}

function near(moment, today) {
  const days =
    (Date.UTC(moment.year, moment.month - 1, moment.day) - Date.UTC(today.year, today.month - 1, today.day)) /
    DAY_MS;
  return NEAR.get(days) ?? null;
}

function dividerDate(moment, today) {
  const long = PARTS.date_long(moment);
  return moment.year === today.year ? long.replace(/, \d+$/, "") : long;
}

function ago(seconds) {
  const [unit, size] = AGO_UNITS.find((candidate) => Math.abs(seconds) >= candidate[1]) ?? ["second", 1];
  return AGO.format(Math.trunc(seconds / size), unit);
}

function ordinal(day) {
  const tens = day % 100 >= 10 && day % 100 <= 20;
  return `${day}${tens ? "th" : ({ 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th")}`;
}

function clock(t, tail = "") {
  return `${t.hour % 12 || 12}:${two(t.minute)}${tail} ${t.hour < 12 ? "AM" : "PM"}`;
}

function two(number) {
  return String(number).padStart(2, "0");
}

function isoDate(t) {
  return `${t.year}-${two(t.month)}-${two(t.day)}`;
}

const PARTS = {
  date_num: isoDate,
  date_slash: (t) => `${two(t.month)}/${two(t.day)}/${t.year}`,
  date: (t) => `${t.monthName} ${ordinal(t.day)}, ${t.year}`,
  date_short: (t) => `${t.monthName.slice(0, 3)} ${t.day}, ${t.year}`,
  date_long: (t) => `${t.weekday}, ${t.monthName} ${ordinal(t.day)}, ${t.year}`,
  date_long_full: (t) => `${t.monthName} ${t.day}, ${t.year}`,
  time: (t) => clock(t),
  time_secs: (t) => clock(t, `:${two(t.second)}`),
};
