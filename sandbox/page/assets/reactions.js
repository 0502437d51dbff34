/** Reactions under a message, and the picker of emoji. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { popoverButton } from "./popover.js";

const USUAL = [
  "+1",
  "tada",
  "heart",
  "eyes",
  "raised_hands",
  "white_check_mark",
  "bulb",
  "pray",
  "thinking_face",
  "clap",
];
const SHOWN = 80;
const PER_ROW = 8;

/**
 * The row of reactions of a message, which one adds to and takes back.
 * @param {Object} env
 * @param {Array<{name: string, users: string[], count: number}>} reactions
 * @param {function(string, boolean)} react gets the name and whether it is added
 */
export function reactionRow(env, reactions, react) {
  return h(
    "div",
    { class: "reactions", role: "group", "aria-label": "Reactions" },
    reactions.map((reaction) => reactionButton(env, reaction, react)),
    reactionPicker(env, (name) => react(name, true), { class: "reaction reaction-add" }).node,
  );
}

/** A button that opens the picker of emoji; `choose` gets the name of one. */
export function reactionPicker(env, choose, props = {}) {
  return popoverButton({
    button: { "aria-label": "Add a reaction", title: "Add a reaction", ...props },
    face: [icon("smile")],
    label: "Emoji",
    className: "emoji-picker",
    content: (close) =>
      emojiPicker(env.store.state.emoji, (name) => {
        close();
        choose(name);
      }),
  });
}

/** The names of emoji that fit what was typed, the best first. */
export function emojiMatching(emoji, typed, limit = SHOWN) {
  const wanted = typed.toLowerCase().replaceAll(" ", "_").replaceAll(":", "");
  if (wanted === "") {
    return USUAL.filter((name) => emoji.has(name));
  }
  const names = [...emoji.keys()].filter((name) => name.includes(wanted));
  const rank = (name) => (name === wanted ? 0 : name.startsWith(wanted) ? 1 : 2);
  const sorted = names.sort(
    (one, other) => rank(one) - rank(other) || one.length - other.length || one.localeCompare(other),
  );
  const seen = new Set();
  return sorted.filter((name) => !seen.has(emoji.get(name)) && seen.add(emoji.get(name))).slice(0, limit);
}

function reactionButton({ store: { state } }, { name, users }, react) {
  const isMine = users.includes(state.me);
  const names = users.map((id) => (id === state.me ? "you" : (state.people.get(id)?.name ?? id)));
  const said = `${name.replaceAll("_", " ")}: ${names.join(", ")}`;
  return h(
    "button",
    {
      type: "button",
      class: "reaction",
      "aria-pressed": isMine,
      "aria-label": `${said}. ${isMine ? "Take yours back" : "React too"}`,
      title: said,
      onClick: () => react(name, !isMine),
    },
    h("span", { class: "reaction-emoji" }, state.emoji.get(name) ?? `:${name}:`),
    h("span", null, users.length),
  );
}

function emojiPicker(emoji, choose) {
  const grid = h("div", { class: "emoji-grid", role: "group", "aria-label": "Emoji found" });
  const search = h("input", {
    type: "search",
    class: "entry",
    placeholder: "Search emoji",
    "aria-label": "Search emoji",
    autocomplete: "off",
    onInput: () => show(),
    onKeydown: (event) => {
      if (event.key === "Enter" || event.key === "ArrowDown") {
        event.preventDefault();
        event.key === "Enter" ? grid.firstChild?.click?.() : grid.firstChild?.focus?.();
      }
    },
  });
  function show() {
    const found = emojiMatching(emoji, search.value);
    replace(
      grid,
      found.length > 0 ? found.map((name) => emojiButton(emoji, name, choose)) : "No such emoji.",
    );
  }
  grid.addEventListener("keydown", (event) => moveInGrid(event, grid, search));
  show();
  return h("div", { class: "emoji-search" }, search, grid);
}

function emojiButton(emoji, name, choose) {
  const props = {
    type: "button",
    class: "emoji-choice",
    "aria-label": name,
    title: `:${name}:`,
    onClick: () => choose(name),
  };
  return h("button", props, emoji.get(name));
}

function moveInGrid(event, grid, search) {
  const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: PER_ROW, ArrowUp: -PER_ROW }[event.key];
  if (step) {
    event.preventDefault();
    const buttons = [...grid.querySelectorAll("button")];
    const target = buttons.indexOf(document.activeElement) + step;
    (target < 0 ? search : buttons[Math.min(target, buttons.length - 1)]).focus();
  }
}
