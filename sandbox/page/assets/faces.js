/** How people and apps look: a square with initials, in a colour of their own. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const TONES = 8;

/**
 * The square of a person or bot; it says nothing, their name stands beside it.
 * @param {{id: string, name: string, is_bot: boolean}|undefined} person
 * @param {"small"|"large"|""} [size]
 */
export function avatar(person, size = "") {
  const name = person?.name ?? "?";
  const classes = [
    "avatar",
    size && `avatar-${size}`,
    `tone-${toneOf(person?.id ?? "")}`,
    person?.is_bot && "avatar-app",
  ];
  return h("span", { class: classes.filter(Boolean).join(" "), "aria-hidden": "true" }, face(person, name));
}

/** What somebody is, in a few words: their title, guest, bot, deactivated. */
export function standing(person) {
  const words = [
    person.title,
    person.is_guest && "Guest",
    person.is_bot && "App",
    person.deleted && "Deactivated",
  ];
  return words.filter(Boolean).join(" · ");
}

/** "America/Los_Angeles" as "Los Angeles". */
export function zoneName(zone) {
  return zone.split("/").at(-1).replaceAll("_", " ");
}

function face(person, name) {
  return person?.is_bot ? icon("compass") : initials(name);
}

function initials(name) {
  const words = name.split(/[\s-]+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
  return letters.map((word) => Array.from(word)[0].toUpperCase()).join("");
}

function toneOf(id) {
  let sum = 0;
  for (const letter of id) {
    sum = (sum * 31 + letter.charCodeAt(0)) % 9973;
  }
  return sum % TONES;
}
