/** What all interactive elements share: which value they show, and how what is chosen reaches the app. */

import { askConfirm } from "./confirm.js";
import { createForm } from "./form.js";

const TEXT = { key: "value", initial: "initial_value", empty: null };
const ONE = { key: "selected_option", initial: "initial_option", empty: null };
const MANY = { key: "selected_options", initial: "initial_options", empty: [] };

/** Under which key `state.values` keeps an element's value, and which field of the element begins it. */
const KINDS = {
  plain_text_input: TEXT,
  number_input: TEXT,
  email_text_input: TEXT,
  url_text_input: TEXT,
  static_select: ONE,
  external_select: ONE,
  radio_buttons: ONE,
  multi_static_select: MANY,
  multi_external_select: MANY,
  checkboxes: MANY,
  users_select: { key: "selected_user", initial: "initial_user", empty: null },
  multi_users_select: { key: "selected_users", initial: "initial_users", empty: [] },
  channels_select: { key: "selected_channel", initial: "initial_channel", empty: null },
  multi_channels_select: { key: "selected_channels", initial: "initial_channels", empty: [] },
  conversations_select: { key: "selected_conversation", initial: "initial_conversation", empty: null },
  multi_conversations_select: { key: "selected_conversations", initial: "initial_conversations", empty: [] },
  datepicker: { key: "selected_date", initial: "initial_date", empty: null },
  timepicker: { key: "selected_time", initial: "initial_time", empty: null },
  datetimepicker: { key: "selected_date_time", initial: "initial_date_time", empty: null },
  rich_text_input: { key: "rich_text_value", initial: "initial_value", empty: null },
  file_input: { key: "files", initial: "", empty: [] },
};

const TYPED = new Set([
  "plain_text_input",
  "number_input",
  "email_text_input",
  "url_text_input",
  "rich_text_input",
]);
const controls = new WeakMap();
const forms = new WeakMap();

/** An element where it stands: what its renderer is given. */
export function site(block, element, ctx, label = {}) {
  const key = `${block.block_id ?? ""}/${element.action_id ?? ""}`;
  return { block, element, ctx, key, label };
}

/** What the element holds: what was entered here, else what the server holds, else its initial value. */
export function valueAt(at) {
  return formOf(at.ctx).current(at.key, toldValue(at));
}

function toldValue({ block, element, ctx }) {
  const kind = KINDS[element.type];
  const held = ctx.values?.[block.block_id]?.[element.action_id];
  const value = held && held.type === element.type ? held[kind.key] : element[kind.initial];
  return value ?? kind.empty;
}

/**
 * Passes on what a person entered: a form's field is filled, anything else acts (after its confirm dialog).
 * @param {Object} at from `site`
 * @param {*} shown as `state.values` spells it
 * @param {*} entered as the server takes it: values of options, ids, text
 * @param {{when?: "character"|"enter"|null, isTyped?: boolean, node?: Element}} [how]
 * @returns {Promise<boolean>} false if the person thought better of it
 */
export async function enter(at, shown, entered, { when = null, isTyped = false, node = null } = {}) {
  const { block, element, ctx } = at;
  if (isKept(at) || isTyped) {
    const where = { key: at.key, blockId: block.block_id, actionId: element.action_id };
    ctx.onEntered?.(block.block_id);
    formOf(ctx).enter(where, shown, entered, { when, isTyped, told: toldValue(at) });
    return true;
  }
  if (element.confirm && !(await askConfirm(element.confirm, ctx))) {
    return false;
  }
  await whileBusy(node, act(at, entered));
  return true;
}

/** Sends at once what was typed into a field and still waits. */
export function passOnNow(at) {
  formOf(at.ctx).flush(at.key);
}

/** Tells the app that this element was used; `entered` as the server takes it, nothing for a button. */
export function act({ block, element, ctx }, entered) {
  const body = { do: "act", place: ctx.place, block_id: block.block_id, action_id: element.action_id };
  return Promise.resolve(ctx.act?.(entered === undefined ? body : { ...body, entered }));
}

/** Whether it is a field whose value is kept, and not something that acts. */
function isKept({ block, ctx }) {
  return block.type === "input" && (ctx.place?.view_id !== undefined || !block.dispatch_action);
}

/** Whether the app wants to hear of this field when `when` happens: "character" or "enter". */
export function dispatches({ block, element }, when) {
  if (block.type !== "input" || !block.dispatch_action) {
    return false;
  }
  const wanted = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  return (
    !TYPED.has(element.type) ||
    wanted.includes(when === "enter" ? "on_enter_pressed" : "on_character_entered")
  );
}

/** The form that keeps what is entered where `ctx` shows. */
function formOf(ctx) {
  if (ctx.form) {
    return ctx.form;
  }
  if (!forms.has(ctx)) {
    forms.set(ctx, createForm(ctx.place, ctx.act ?? (async () => null)));
  }
  return forms.get(ctx);
}

/** Remembers how `node` is told a value that came from elsewhere; answers `node`. */
export function register(node, at, show) {
  node.dataset.control = at.key;
  controls.set(node, { at, show });
  return node;
}

/** Shows the values of `ctx` in the controls below `root`, but in none that somebody is using. */
export function showValues(root, ctx) {
  for (const node of root.querySelectorAll("[data-control]")) {
    const control = controls.get(node);
    if (control && !node.contains(document.activeElement)) {
      control.at.ctx = ctx;
      control.show(valueAt(control.at));
    }
  }
}

/** Shows that something is under way, and takes no second click meanwhile. */
export async function whileBusy(node, promise) {
  if (!node) {
    return promise;
  }
  node.setAttribute("aria-busy", "true");
  node.classList.add("busy");
  try {
    return await promise;
  } finally {
    node.removeAttribute("aria-busy");
    node.classList.remove("busy");
  }
}

/** Whether `node` waits for an answer. */
export function isBusy(node) {
  return node.getAttribute("aria-busy") === "true";
}
