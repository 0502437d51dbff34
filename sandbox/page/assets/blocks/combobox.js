/** A menu one can type in to search: the combobox pattern, for one choice or several. */

import { h, replace, uniqueId } from "../dom.js";
import { build, chip } from "./combobox_parts.js";
import { floating, onPointingElsewhere } from "./floating.js";

const SEARCH_AFTER_MS = 150;

/**
 * @typedef {{key: string, text: string, nodes?: Node[], description?: string}} Choice
 * @typedef {{label: string|null, choices: Choice[]}} Group
 *
 * @param {Object} wanted
 * @param {string|undefined} wanted.id of the field, if a `<label>` names it; else `wanted.label` does
 * @param {boolean} wanted.isMany whether several may be chosen, at most `wanted.most` (null: any number)
 * @param {function(string): Group[]|Promise<Group[]>} wanted.search what matches; of "" the whole list
 * @param {function(string): string} wanted.said what the list says when nothing matches
 * @param {function(Choice[]): Promise<boolean>} wanted.onChange false if the choice is taken back
 * @returns {{root: HTMLElement, show: function(Choice[])}}
 */
export function createCombobox(wanted) {
  const parts = build(wanted);
  const state = {
    chosen: [],
    options: [],
    active: -1,
    typed: "",
    asked: 0,
    timer: 0,
    stop: null,
    latest: null,
  };
  const { input, list, clear } = parts;
  const float = floating(parts.field, list);

  function show(chosen) {
    state.chosen = chosen;
    draw();
  }

  function draw() {
    if (wanted.isMany) {
      replace(
        parts.chips,
        state.chosen.map((choice) => chip(choice, () => take(choice))),
      );
      parts.chips.hidden = state.chosen.length === 0;
      input.classList.toggle("has-chips", state.chosen.length > 0);
    } else if (!float.isOpen()) {
      input.value = state.chosen[0]?.text ?? "";
    }
    clear.hidden = !(wanted.canClear && state.chosen.length > 0);
  }

  async function change(chosen) {
    const before = state.chosen;
    show(chosen);
    if (!(await wanted.onChange(chosen))) {
      show(before);
    }
  }

  /** Takes a choice: the one, or one more, or one less. */
  function take(choice) {
    const has = state.chosen.some((one) => one.key === choice.key);
    if (!wanted.isMany) {
      close();
      if (!has) {
        change([choice]);
      }
      return;
    }
    const left = state.chosen.filter((one) => one.key !== choice.key);
    if (has || wanted.most === null || left.length < wanted.most) {
      change(has ? left : [...left, choice]);
    }
    state.typed = input.value = "";
    state.latest = choice.key;
    input.focus();
    if (float.isOpen()) {
      fill();
    }
  }

  // --- the list

  function open() {
    if (!float.isOpen()) {
      float.open();
      input.setAttribute("aria-expanded", "true");
      state.stop = onPointingElsewhere([parts.root, list], close);
      fill();
    }
  }

  function close() {
    if (float.isOpen()) {
      float.close();
      state.stop?.();
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }
    state.asked += 1;
    state.typed = "";
    input.value = wanted.isMany ? "" : (state.chosen[0]?.text ?? "");
  }

  async function fill() {
    const asked = (state.asked += 1);
    const found = wanted.search(state.typed);
    if (found instanceof Promise) {
      replace(list, h("div", { class: "list-said", role: "presentation" }, "Looking…"));
      float.place();
    }
    const groups = await found;
    if (asked === state.asked && float.isOpen()) {
      showGroups(groups);
    }
  }

  function showGroups(groups) {
    state.options = [];
    replace(
      list,
      groups.map((group) => groupNode(group)),
      sayings(),
    );
    const wantedKey = wanted.isMany ? state.latest : state.chosen[0]?.key;
    const latest = state.options.findIndex(({ choice }) => choice.key === wantedKey);
    activate(state.typed ? 0 : Math.max(0, latest));
    float.place();
  }

  function sayings() {
    const isFull = wanted.isMany && wanted.most !== null && state.chosen.length >= wanted.most;
    const said = isFull
      ? `No more than ${wanted.most} can be chosen.`
      : state.options.length === 0
        ? wanted.said(state.typed)
        : null;
    return said && h("div", { class: "list-said", role: "presentation" }, said);
  }

  function groupNode({ label, choices }) {
    const nodes = choices.map((choice) => optionNode(choice));
    if (!label) {
      return nodes;
    }
    const heading = h("div", { class: "option-group", role: "presentation" }, label);
    return h("div", { role: "group", "aria-label": label }, heading, nodes);
  }

  function optionNode(choice) {
    const isChosen = state.chosen.some((one) => one.key === choice.key);
    const description = choice.description && h("span", { class: "option-description" }, choice.description);
    const node = h(
      "div",
      { id: uniqueId("option"), role: "option", class: "option", "aria-selected": isChosen },
      h("span", { class: "option-text", dir: "auto" }, choice.nodes ?? choice.text),
      description,
    );
    node.addEventListener("pointerdown", (event) => event.preventDefault()); // the cursor stays in the field
    node.addEventListener("click", () => take(choice));
    state.options.push({ choice, node });
    return node;
  }

  function activate(index) {
    state.options[state.active]?.node.classList.remove("active");
    state.active = Math.max(-1, Math.min(index, state.options.length - 1));
    const active = state.options[state.active]?.node;
    active?.classList.add("active");
    active?.scrollIntoView({ block: "nearest" });
    if (active) {
      input.setAttribute("aria-activedescendant", active.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  // --- hands

  const keys = {
    ArrowDown: () => (float.isOpen() ? activate((state.active + 1) % state.options.length) : open()),
    ArrowUp: () => (float.isOpen() ? activate((state.active || state.options.length) - 1) : open()),
    Home: () => float.isOpen() && activate(0),
    End: () => float.isOpen() && activate(state.options.length - 1),
    Enter: () => (float.isOpen() ? takeActive() : wanted.isMany ? open() : false),
    Escape: () => (float.isOpen() ? close() : false),
    Tab: () => false,
    Backspace: () =>
      wanted.isMany && input.value === "" && state.chosen.length > 0 ? take(state.chosen.at(-1)) : false,
  };

  function takeActive() {
    const active = state.options[state.active];
    return active ? take(active.choice) : false;
  }

  input.addEventListener("keydown", (event) => {
    const press = keys[event.key];
    // An answer of `false` leaves the key to whoever else wants it: Enter to the form, Escape to the dialog.
    if (press && press() !== false) {
      event.preventDefault();
      event.stopPropagation();
    }
  });
  input.addEventListener("input", () => {
    state.typed = input.value.trim();
    open();
    clearTimeout(state.timer);
    state.timer = setTimeout(fill, wanted.isSlow ? SEARCH_AFTER_MS * 2 : 0);
  });
  input.addEventListener("click", open);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => close());
  parts.field.addEventListener("click", (event) => {
    if (event.target === parts.field) {
      input.focus();
      open();
    }
  });
  clear.addEventListener("click", () => {
    change([]);
    input.focus();
  });
  draw();
  return { root: parts.root, show };
}
