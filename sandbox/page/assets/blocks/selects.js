/** Menus of options, people, channels and conversations, for one choice or several. */

import { createCombobox } from "./combobox.js";
import { enter, register, valueAt } from "./controls.js";
import { renderText, wordsOf } from "./text.js";

const LEAST_TYPED = 3;
const KIND_NAMES = { channel: "public", group: "private", im: "im", mpim: "mpim" };

/** A menu of the app's own options. */
export function staticSelect(at) {
  return select(at, {
    search: (typed) => matching(optionGroups(at.element, at.ctx), typed),
    choiceOf: (option) => optionChoice(option, at.ctx),
  });
}

/** A menu whose options the app offers as one types. */
export function externalSelect(at) {
  const least = at.element.min_query_length ?? LEAST_TYPED;
  const source = {
    isSlow: true,
    search: (typed) => (typed.length < least ? [] : suggestions(at, typed)),
    said: (typed) => (typed.length < least ? `Type ${least - typed.length} more to search.` : "No results."),
    choiceOf: (option) => optionChoice(option, at.ctx),
  };
  return select(at, source);
}

/** A menu of everybody in the workspace who is active. */
export function usersSelect(at) {
  const { people } = at.ctx;
  const source = {
    search: (typed) => matching([{ label: null, choices: everybody(people) }], typed),
    choiceOf: (id) => ({ key: id, text: people.get(id)?.name ?? id, value: id }),
  };
  return select(at, source);
}

/** A menu of channels, or of all conversations its filter lets through, that the acting person may see. */
export function conversationsSelect(at) {
  const { ctx } = at;
  const source = {
    search: (typed) =>
      matching([{ label: null, choices: offered(at).map((one) => conversationChoice(one, ctx)) }], typed),
    choiceOf: (id) => conversationChoice(ctx.channels.get(id) ?? { id, name: id, kind: "channel" }, ctx),
  };
  return select(at, source);
}

/** A combobox around one of the above: `choiceOf` turns what `state.values` holds into a choice. */
function select(at, { search, choiceOf, said = nothingMatches, isSlow = false }) {
  const isMany = at.element.type.startsWith("multi_");
  const choices = (value) =>
    (isMany ? value : [value]).filter((one) => one !== null && one !== undefined).map(choiceOf);
  const placeholder = wordsOf(at.element.placeholder) || (isMany ? "Choose some" : "Choose one");
  const box = createCombobox({
    id: at.label.id,
    label: at.label.id ? null : wordsOf(at.element.placeholder) || at.label.words || placeholder,
    describedBy: at.label.describedBy ?? null,
    isRequired: at.label.isRequired ?? false,
    placeholder,
    isMany,
    isSlow,
    most: at.element.max_selected_items ?? null,
    canClear: at.block.type === "input",
    search,
    said,
    onChange: (chosen) => passOn(at, chosen, isMany, box.root),
  });
  box.root.dataset.menu = /static|external/.test(at.element.type) ? "options" : "directory";
  box.show(choices(valueAt(at)));
  return register(box.root, at, (value) => box.show(choices(value)));
}

function passOn(at, chosen, isMany, node) {
  const shown = isMany ? chosen.map((choice) => choice.value) : (chosen[0]?.value ?? null);
  const entered = isMany ? chosen.map((choice) => choice.key) : (chosen[0]?.key ?? null);
  return enter(at, shown, entered, { node });
}

function nothingMatches(typed) {
  return typed ? "No results." : "Nothing to choose from.";
}

// --- options

function optionChoice(option, ctx) {
  return {
    key: option.value,
    text: wordsOf(option.text),
    nodes: renderText(option.text, ctx),
    description: option.description ? wordsOf(option.description) : null,
    value: option,
  };
}

function optionGroups(element, ctx) {
  const groups = element.option_groups ?? [{ label: null, options: element.options ?? [] }];
  return groups.map(({ label, options }) => ({
    label: label ? wordsOf(label) : null,
    choices: options.map((option) => optionChoice(option, ctx)),
  }));
}

async function suggestions({ block, element, ctx }, typed) {
  const body = {
    do: "suggest",
    place: ctx.place,
    block_id: block.block_id,
    action_id: element.action_id,
    typed,
  };
  const answer = (await ctx.act?.(body)) ?? {};
  return optionGroups(answer.option_groups?.length ? answer : { options: answer.options ?? [] }, ctx);
}

/** The groups, with only those choices that have all the typed words somewhere. */
function matching(groups, typed) {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .map(({ label, choices }) => ({ label, choices: choices.filter((choice) => matches(choice, words)) }))
    .filter(({ choices }) => choices.length > 0);
}

function matches(choice, words) {
  const text = `${choice.text} ${choice.also ?? ""}`.toLocaleLowerCase();
  return words.every((word) => text.includes(word));
}

// --- people and conversations

function everybody(people) {
  const active = [...people.values()].filter((person) => !person.deleted);
  active.sort(
    (one, other) =>
      Number(one.is_bot ?? false) - Number(other.is_bot ?? false) || one.name.localeCompare(other.name),
  );
  return active.map((one) => ({
    key: one.id,
    text: one.name,
    also: one.handle,
    description: one.title || null,
    value: one.id,
  }));
}

function conversationChoice(one, ctx) {
  const isDirect = one.kind === "im" || one.kind === "mpim";
  return {
    key: one.id,
    text: isDirect ? directName(one, ctx) : `#${one.name}`,
    also: one.name,
    value: one.id,
  };
}

function directName(one, ctx) {
  const names = (one.with ?? []).map((id) => ctx.people.get(id)?.name ?? id);
  return names.length > 0 ? names.join(", ") : one.name || one.id;
}

function offered({ element, ctx }) {
  const known = ctx.conversations ?? [...ctx.channels.values()].filter((one) => one.kind === "channel");
  const open = known.filter((one) => !one.is_archived);
  if (element.type.endsWith("channels_select")) {
    return open.filter((one) => one.kind === "channel");
  }
  return open.filter((one) => passes(element.filter, one, ctx));
}

function passes(filter, one, ctx) {
  const isWithBot = one.kind === "im" && (one.app_id || one.with?.some((id) => ctx.people.get(id)?.is_bot));
  if (filter?.exclude_bot_users && isWithBot) {
    return false;
  }
  return !filter?.include || filter.include.includes(KIND_NAMES[one.kind] ?? one.kind);
}
