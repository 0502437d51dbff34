/** Ctrl+K: going to a conversation or becoming somebody, by typing a few letters. */

import { h, replace, uniqueId } from "./dom.js";
import { avatar, standing } from "./faces.js";
import { icon } from "./icons.js";
import { directName } from "./sidebar.js";

const SHOWN = 12;
const MOVES = { ArrowDown: 1, ArrowUp: -1 };

/**
 * @param {Object} env
 * @returns {{node: HTMLDialogElement, open: function()}}
 */
export function quickSwitcher(env) {
  const id = uniqueId("switcher");
  const list = h("ul", { id, class: "switch-list", role: "listbox", "aria-label": "Places and people" });
  const input = h("input", {
    class: "switch-input",
    role: "combobox",
    "aria-label": "Go to a conversation or act as somebody",
    "aria-controls": id,
    "aria-expanded": true,
    "aria-autocomplete": "list",
    placeholder: "Go to a conversation, or act as somebody…",
    autocomplete: "off",
  });
  const node = h("dialog", { class: "switch-dialog", "aria-label": "Go to" }, input, list);
  let found = [];
  let chosen = 0;

  function look() {
    found = matching(everything(env), input.value).slice(0, SHOWN);
    chosen = 0;
    draw();
  }

  function draw() {
    replace(
      list,
      found.length > 0
        ? found.map(row)
        : h("li", { class: "empty", role: "option", "aria-selected": false }, "Nothing is called so."),
    );
    input.setAttribute("aria-activedescendant", found.length > 0 ? `${id}-${chosen}` : "");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  }

  function row(target, place) {
    const props = {
      id: `${id}-${place}`,
      role: "option",
      "aria-selected": place === chosen,
      onClick: () => take(place),
    };
    return h(
      "li",
      props,
      target.drawing(),
      h("span", { class: "switch-name" }, target.name),
      h("span", { class: "muted" }, target.detail),
    );
  }

  function take(place) {
    node.close();
    found[place]?.go();
  }

  input.addEventListener("input", look);
  env.store.subscribe(["sidebar", "people"], () => node.open && look());
  input.addEventListener("keydown", (event) => {
    const step = MOVES[event.key];
    if (step && found.length > 0) {
      event.preventDefault();
      chosen = (chosen + step + found.length) % found.length;
      draw();
    } else if (event.key === "Enter") {
      event.preventDefault();
      take(chosen);
    }
  });
  node.addEventListener("click", (event) => event.target === node && node.close());

  function open() {
    if (!node.open) {
      input.value = "";
      node.showModal();
      look();
      input.focus();
    }
  }
  return { node, open };
}

function everything(env) {
  const { state } = env.store;
  const { conversations = [], homes = [] } = state.sidebar ?? {};
  const open = (go) => () => {
    env.enterMain();
    go();
  };
  return [
    ...conversations.map((one) => ({
      name: one.kind === "im" || one.kind === "mpim" ? directName(state, one) : one.name,
      detail: one.unread > 0 ? `${one.unread} unread` : one.is_archived ? "archived" : "",
      drawing: () => icon({ channel: "hash", group: "lock", im: "message", mpim: "people" }[one.kind]),
      go: open(() => env.places.openConversation(one.id)),
    })),
    ...homes.map((app) => ({
      name: `${state.apps.get(app)?.name ?? app} Home`,
      detail: "",
      drawing: () => icon("home"),
      go: open(() => env.places.openHome(app)),
    })),
    ...[...state.people.values()]
      .filter((person) => env.places.isPerson(person.id) && person.id !== state.me)
      .map((person) => ({
        name: `Act as ${person.name}`,
        detail: standing(person),
        drawing: () => avatar(person, "small"),
        go: () => env.places.actAs(person.id),
      })),
  ];
}

function matching(targets, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return targets.filter((target) => words.every((word) => target.name.toLowerCase().includes(word)));
}
