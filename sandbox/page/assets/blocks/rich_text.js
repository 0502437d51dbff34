/** Rich text blocks: sections, lists, quotes, preformatted text, and what stands inside them. */

import { h } from "../dom.js";
import { dateNode } from "./dates.js";
import { channelNode, emojiFrom, groupNode, linkNode, userNode } from "./entities.js";

const STYLES = [
  ["code", "code"],
  ["bold", "strong"],
  ["italic", "em"],
  ["strike", "s"],
  ["underline", "u"],
  ["highlight", "mark"],
  ["client_highlight", "mark"],
];
const COLOUR = /^#[0-9a-f]{3,8}$/i;

/** The elements of a rich text block. */
export function renderRichText(block, ctx) {
  return h(
    "div",
    { class: "rich-text" },
    (block?.elements ?? []).map((element) => container(element, ctx)),
  );
}

function container(element, ctx) {
  const make = CONTAINERS[element.type];
  return make ? make(element, ctx) : h("div", { class: "unknown" }, `Unknown rich text: ${element.type}`);
}

function section(element, ctx) {
  return h("div", { class: "rich-section", dir: "auto" }, parts(element, ctx));
}

function list(element, ctx) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const indent = Math.min(element.indent ?? 0, 8);
  const start = tag === "ol" && element.offset ? element.offset + 1 : null;
  const kind = `rich-list indent-${indent}${bordered(element)}`;
  const items = (element.elements ?? []).map((item) => h("li", { dir: "auto" }, parts(item, ctx)));
  return h(tag, { class: kind, start, dataset: { depth: String(indent % 3) } }, items);
}

function quote(element, ctx) {
  return h("blockquote", { dir: "auto" }, parts(element, ctx));
}

function preformatted(element, ctx) {
  return h("pre", { class: bordered(element).trim() || null }, h("code", null, parts(element, ctx)));
}

function bordered(element) {
  return element.border ? " rich-border" : "";
}

const CONTAINERS = {
  rich_text_section: section,
  rich_text_list: list,
  rich_text_quote: quote,
  rich_text_preformatted: preformatted,
};

function parts(element, ctx) {
  return (element.elements ?? []).map((part) => styled(part, ctx));
}

function styled(part, ctx) {
  const make = PARTS[part.type];
  const node = make
    ? make(part, ctx)
    : document.createTextNode(String(part.text ?? part.value ?? `[${part.type}]`));
  return STYLES.reduce((inner, [style, tag]) => (part.style?.[style] ? h(tag, null, inner) : inner), node);
}

function colour(part) {
  const swatch = COLOUR.test(part.value)
    ? h("span", { class: "swatch", style: { backgroundColor: part.value } })
    : null;
  return h("span", { class: "colour" }, part.value, swatch);
}

function date(part, ctx) {
  const shown = dateNode(part.timestamp, part.format, part.fallback, ctx);
  return part.url ? linkNode(part.url, [shown]) : shown;
}

const PARTS = {
  text: (part) => document.createTextNode(part.text),
  user: (part, ctx) => userNode(part.user_id, ctx),
  channel: (part, ctx) => channelNode(part.channel_id, "", ctx),
  usergroup: (part) => groupNode(`@${part.usergroup_id}`),
  team: (part) => groupNode(`@${part.team_id}`),
  broadcast: (part) => groupNode(`@${part.range}`),
  emoji: emojiFrom,
  link: (part) => linkNode(part.url, part.text ?? ""),
  color: colour,
  date,
};
