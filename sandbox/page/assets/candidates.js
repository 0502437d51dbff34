/** What may complete what stands before the caret: commands, people, channels, emoji. */

import { avatar, standing } from "./faces.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { emojiMatching } from "./reactions.js";

const SHOWN = 8;
const COMMAND = /^\/[\w-]*$/;
const PERSON = /(?:^|[\s(])@([\p{L}\p{M}\w.'-]*(?: [\p{L}\p{M}\w.'-]*)?)$/u;
const CHANNEL = /(?:^|[\s(])#([\p{L}\w-]*)$/u;
const EMOJI = /(?:^|[\s(]):([\w+-]{2,})$/;
const BROADCASTS = [
  { name: "channel", detail: "Everybody in this channel" },
  { name: "here", detail: "Everybody here who is active" },
];

/**
 * @param {Object} state of the store
 * @param {string} before the text up to the caret
 * @param {{canCommand: boolean}} options
 * @returns {{label: string, length: number, options: Array<{text: string, shown: Array, detail: string,
 *   isExact: boolean}>}|null} `length` is how many characters before the caret an option's `text` takes the
 *   place of
 */
export function candidatesFor(state, before, { canCommand }) {
  const found =
    (canCommand && COMMAND.test(before) && commands(state, before)) ||
    matched(PERSON, before, (typed) => people(state, typed), "People") ||
    matched(CHANNEL, before, (typed) => channels(state, typed), "Channels") ||
    matched(EMOJI, before, (typed) => emoji(state, typed), "Emoji");
  return found && found.options.length > 0 ? found : null;
}

/** The hint of the command that `text` begins with: what may follow it; null if it is none. */
export function commandHint(state, text) {
  const [first, rest] = text.split(/\s(.*)/s);
  const command = everyCommand(state).find((one) => one.command === first);
  return command && rest !== undefined ? command : null;
}

function commands(state, typed) {
  const options = everyCommand(state)
    .filter((one) => one.command.startsWith(typed))
    .map((one) => ({
      text: `${one.command} `,
      shown: [
        icon("bolt"),
        h("b", null, one.command),
        " ",
        h("span", { class: "muted" }, one.usage_hint ?? ""),
      ],
      detail: one.description ?? "",
      isExact: one.command === typed,
    }));
  return { label: "Commands", length: typed.length, options };
}

function everyCommand(state) {
  return [...state.apps.values()].flatMap((app) => app.commands);
}

function matched(pattern, before, find, label) {
  const match = pattern.exec(before);
  return (
    match && { label, length: match[1].length + 1, options: find(match[1].toLowerCase()).slice(0, SHOWN) }
  );
}

function people(state, typed) {
  const members = new Set(state.page?.conversation.members ?? []);
  const found = [...state.people.values()].filter((person) => !person.deleted && isCalled(person, typed));
  found.sort(
    (one, other) => members.has(other.id) - members.has(one.id) || one.name.localeCompare(other.name),
  );
  const all = BROADCASTS.filter(({ name }) => typed !== "" && name.startsWith(typed));
  return [
    ...found.map((person) =>
      option(`@${person.name}`, [avatar(person, "small"), person.name], standing(person)),
    ),
    ...all.map(({ name, detail }) => option(`@${name}`, [icon("people"), `@${name}`], detail)),
  ];
}

function isCalled(person, typed) {
  const name = person.name.toLowerCase();
  return (
    name.startsWith(typed) ||
    name.split(" ").some((word) => word.startsWith(typed)) ||
    person.handle.startsWith(typed)
  );
}

function channels(state, typed) {
  const mine = [...(state.sidebar?.conversations ?? []), ...(state.sidebar?.joinable ?? [])];
  const names = [
    ...new Set(mine.filter((one) => one.kind !== "im" && one.kind !== "mpim").map((one) => one.name)),
  ];
  return names
    .filter((name) => name.includes(typed))
    .sort()
    .map((name) => option(`#${name}`, [icon("hash"), name], ""));
}

function emoji(state, typed) {
  return emojiMatching(state.emoji, typed, SHOWN).map((name) =>
    option(`:${name}:`, [state.emoji.get(name), ` :${name}:`], ""),
  );
}

function option(text, shown, detail) {
  return { text: `${text} `, shown, detail, isExact: false };
}
