/** The world's clock, and its instants in somebody's zone. Nothing here reads this machine's zone. */

const ON_THE_WAY = new Set(["travelling", "playing"]);
const SECONDS = /^(\d+)(?:\.(\d+))?$/;
const formats = new Map();

/**
 * The world's present instant.
 * @param {{clock: Object|null, workspace: Object|null}} state `clock.receivedAt` is performance.now() when it
 *   came
 * @returns {Date}
 */
export function worldNow({ clock }) {
  if (clock === null) {
    return new Date();
  }
  const since = clock.mode === "running" ? performance.now() - clock.receivedAt : 0;
  return new Date(Date.parse(clock.now) + since * clock.speed);
}

/** Whether the world is on a journey, or a scenario is being played: then time goes by leaps. */
export function isOnTheWay({ clock }) {
  return ON_THE_WAY.has(clock?.mode);
}

/** The zone of whoever one acts as. */
export function zoneOf({ people, me }) {
  return people.get(me)?.tz ?? "UTC";
}

/** The instant of a message's `ts` (seconds since 1970, as text). */
export function instantOf(ts) {
  return new Date(SECONDS.test(ts) ? Number(ts) * 1000 : NaN);
}

/** "10:05 AM" */
export function timeOfDay(instant, zone) {
  return formatted(instant, zone, { hour: "numeric", minute: "2-digit" });
}

/** "Mon, Sep 7, 10:05 AM PDT" */
export function dayAndTime(instant, zone) {
  const options = { weekday: "short", month: "short", day: "numeric", hour: "numeric", minute: "2-digit" };
  return formatted(instant, zone, { ...options, timeZoneName: "short" });
}

/** "Mon, Sep 7" */
export function shortDay(instant, zone) {
  return formatted(instant, zone, { weekday: "short", month: "short", day: "numeric" });
}

/** "Monday, September 7, 2026 at 10:05 AM PDT", for titles and screen readers. */
export function inFull(instant, zone) {
  const day = formatted(instant, zone, { weekday: "long", year: "numeric", month: "long", day: "numeric" });
  const time = formatted(instant, zone, { hour: "numeric", minute: "2-digit", timeZoneName: "short" });
  return `${day} at ${time}`;
}

/** The calendar day of an instant in a zone, as "2026-09-07": what days are compared by. */
export function dayKey(instant, zone) {
  return formatted(instant, zone, { year: "numeric", month: "2-digit", day: "2-digit" }, "en-CA");
}

/**
 * The wall time of an instant in a zone as an `<input type="datetime-local">` wants it: "2026-09-07T10:05".
 */
export function wallTime(instant, zone) {
  const time = formatted(instant, zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }, "en-GB");
  return `${dayKey(instant, zone)}T${time}`;
}

/** "Today", "Yesterday", "Tomorrow", or "Monday, September 7" (with the year if it is another). */
export function dayLabel(instant, zone, now) {
  const key = dayKey(instant, zone);
  const near = [
    ["Today", 0],
    ["Yesterday", -1],
    ["Tomorrow", 1],
  ];
  const found = near.find(([, days]) => dayKey(new Date(now.getTime() + days * 86_400_000), zone) === key);
  if (found) {
    return found[0];
  }
  const options = { weekday: "long", month: "long", day: "numeric" };
  const isThisYear = key.slice(0, 4) === dayKey(now, zone).slice(0, 4);
  return formatted(instant, zone, isThisYear ? options : { ...options, year: "numeric" });
}

/** "in 5 minutes", "2 hours ago": how far `instant` is from `now`. */
export function distance(instant, now) {
  const minutes = Math.round((instant - now) / 60_000);
  const words = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  if (Math.abs(minutes) < 60) {
    return words.format(minutes, "minute");
  }
  const hours = Math.round(minutes / 60);
  return Math.abs(hours) < 48 ? words.format(hours, "hour") : words.format(Math.round(hours / 24), "day");
}

function formatted(instant, zone, options, locale = "en-US") {
  if (Number.isNaN(instant.getTime())) {
    return "";
  }
  const key = `${locale} ${zone} ${JSON.stringify(options)}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }));
  }
  return formats.get(key).format(instant);
}
