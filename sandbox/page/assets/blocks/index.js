/**
 * Block Kit on the page: Slack's JSON in, elements out.
 *
 * Everything takes a `ctx`: {me: {id, tz}, people, channels, emoji (Maps), now(): Date,
 * place: {channel, ts} | {view_id}, act(body): Promise<Outcome>, values?, errors?, conversations?,
 * openPerson?(id), openChannel?(id), form? (from `createForm`), onEntered?(block_id)}.
 */

import { h } from "../dom.js";
import { attachmentNodes } from "./attachments.js";
import { chart } from "./charts.js";
import { showValues } from "./controls.js";
import * as frames from "./frames.js";
import * as layout from "./layout.js";
import { dataTable, table } from "./tables.js";

export { createForm } from "./form.js";
export { renderMrkdwn } from "./mrkdwn.js";
export { renderText } from "./text.js";

const BLOCKS = {
  section: layout.section,
  header: layout.header,
  context: layout.context,
  actions: layout.actions,
  context_actions: layout.contextActions,
  divider: layout.divider,
  image: layout.image,
  input: layout.input,
  rich_text: layout.richText,
  markdown: layout.markdown,
  table,
  data_table: dataTable,
  data_visualization: chart,
  card: frames.card,
  carousel: frames.carousel,
  container: (block, ctx) => frames.container(block, ctx, renderBlocks),
  alert: frames.alert,
  plan: frames.plan,
  task_card: frames.taskCard,
  video: frames.video,
  file: frames.file,
  call: frames.call,
  auth_provider: frames.authProvider,
};

/**
 * Blocks as elements, one for each. In the place of an unknown or broken one stands a box that says so.
 * @param {Object[]} blocks
 * @returns {Element[]}
 */
export function renderBlocks(blocks, ctx) {
  return (blocks ?? []).map((block) => renderBlock(block, ctx));
}

/** The attachments of a message as elements. */
export function renderAttachments(attachments, ctx) {
  return attachmentNodes(attachments, ctx, renderBlocks);
}

/**
 * Makes `parent` show `blocks`, keeping the nodes of blocks that are as before, and with them the cursor,
 * open lists and what is being typed. Where one changed, the cursor goes to the same field of the new one.
 * @param {Element} parent whose children are all made here
 */
export function patchBlocks(parent, blocks, ctx) {
  const before = parent.shownBlocks ?? new Map();
  const after = new Map();
  const cursor = cursorIn(parent);
  const nodes = (blocks ?? []).map((block, nth) => {
    const key = block.block_id ?? `${nth}`;
    const written = JSON.stringify(block);
    const kept = before.get(key);
    const node = kept?.written === written ? kept.node : renderBlock(block, ctx);
    after.set(key, { written, node });
    return node;
  });
  arrange(parent, nodes);
  parent.shownBlocks = after;
  for (const [nth, block] of (blocks ?? []).entries()) {
    showValues(nodes[nth], ctx);
    if (block.type === "input") {
      layout.showError(nodes[nth].firstElementChild, ctx.errors?.[block.block_id]);
    }
  }
  putCursorBack(parent, cursor);
}

function renderBlock(block, ctx) {
  const dataset = { block: String(block?.type), blockId: String(block?.block_id ?? "") };
  return h("div", { class: "block", dataset }, content(block, ctx));
}

function content(block, ctx) {
  const make = BLOCKS[block?.type];
  if (!make) {
    return box(`This page cannot show a block of type “${block?.type}”.`, "unknown", block);
  }
  try {
    return make(block, ctx);
  } catch (error) {
    return box(`A block of type “${block.type}” could not be shown: ${error.message}`, "broken", block);
  }
}

/** What stands in the place of a block that cannot be shown; its JSON is one click away. */
function box(sentence, kind, block) {
  const json = h("pre", null, JSON.stringify(block, null, 2));
  return h(
    "div",
    { class: `box ${kind}`, role: "note" },
    sentence,
    h("details", null, h("summary", null, "Its payload"), json),
  );
}

/** The children of `parent` become `nodes`. Those in order are not moved: moving takes the cursor away. */
function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) {
    if (!wanted.has(child)) {
      child.remove();
    }
  }
  let next = parent.firstChild;
  for (const node of nodes) {
    if (node === next) {
      next = next.nextSibling;
    } else {
      parent.insertBefore(node, next);
    }
  }
}

function cursorIn(parent) {
  const active = document.activeElement;
  const control = parent.contains(active) ? active.closest("[data-control]") : null;
  if (!control) {
    return null;
  }
  const { selectionStart: from, selectionEnd: to } = active;
  return { active, key: control.dataset.control, nth: focusables(control).indexOf(active), from, to };
}

function putCursorBack(parent, cursor) {
  if (cursor === null || parent.contains(cursor.active)) {
    return;
  }
  const control = [...parent.querySelectorAll("[data-control]")].find(
    (one) => one.dataset.control === cursor.key,
  );
  const field = control && (focusables(control)[cursor.nth] ?? focusables(control)[0]);
  field?.focus();
  if (field && cursor.from !== null && cursor.from !== undefined) {
    field.setSelectionRange?.(cursor.from, cursor.to);
  }
}

function focusables(control) {
  const inside = [...control.querySelectorAll("input, textarea, button, a")];
  return control.matches("input, textarea, button, a") ? [control, ...inside] : inside;
}
