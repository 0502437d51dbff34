/**
 * What stands in a list of messages, and in which order: days, the line "New", messages one after another.
 */

import { isComing } from "./message.js";
import { dayKey, dayLabel, instantOf } from "./worldtime.js";

const TOGETHER_S = 300;

/**
 * The items of a list, each {kind: "day"|"new"|"message", key, …}: a day has a `label`, a message has
 * `message` and `isCompact`: whether it goes on where the one before, by the same author, ended.
 * @param {Array<Object>} messages oldest first
 * @param {{zone: string, now: Date, firstUnread?: string|null, hasDays?: boolean}} options
 */
export function itemsOf(messages, { zone, now, firstUnread = null, hasDays = true }) {
  const items = [];
  let before = null;
  let day = null;
  for (const message of messages) {
    const instant = instantOf(message.ts);
    const key = dayKey(instant, zone);
    const isOtherDay = key !== day;
    if (isOtherDay && hasDays) {
      items.push({ kind: "day", key: `day ${key}`, label: dayLabel(instant, zone, now) });
    }
    const isNew = firstUnread !== null && message.ts === firstUnread;
    if (isNew) {
      items.push({ kind: "new", key: "new" });
    }
    const isCompact = !isOtherDay && !isNew && before !== null && goesOn(before, message);
    items.push({ kind: "message", key: message.ts, message, isCompact });
    [before, day] = [message, key];
  }
  return items;
}

function goesOn(before, message) {
  return (
    before.page.author.id === message.page.author.id &&
    !before.page.is_ephemeral && // each one says that nobody else sees it
    !message.page.is_ephemeral &&
    !isQuiet(before) &&
    !isQuiet(message) &&
    message.subtype !== "thread_broadcast" &&
    Number(message.ts) - Number(before.ts) < TOGETHER_S
  );
}

function isQuiet(message) {
  return isComing(message) || message.subtype === "tombstone";
}
