/** Attachments, the old way of adding to a message: a bar of colour, texts, fields, or blocks. */

import { h } from "../dom.js";
import { formatDate } from "./dates.js";
import { linkNode } from "./entities.js";
import { picture } from "./images.js";
import { renderMrkdwn } from "./mrkdwn.js";

const COLOURS = { good: "#2f9e5b", warning: "#d68a00", danger: "#c73a3a" };
const HEX = /^#?([0-9a-f]{6}|[0-9a-f]{3})$/i;

/**
 * @param {Array<Object>|null|undefined} attachments
 * @param {function(Object[], Object): Node[]} renderBlocks for the blocks inside
 * @returns {Node[]}
 */
export function attachmentNodes(attachments, ctx, renderBlocks) {
  return (attachments ?? []).map((attachment) => attachmentNode(attachment, ctx, renderBlocks));
}

function attachmentNode(attachment, ctx, renderBlocks) {
  const inner = attachment.blocks ? renderBlocks(attachment.blocks, ctx) : oldContent(attachment, ctx);
  const bar = h("span", {
    class: "attachment-bar",
    "aria-hidden": true,
    style: { backgroundColor: colourOf(attachment) },
  });
  const pretext = markup(attachment.pretext, ctx, "attachment-pretext");
  return h(
    "div",
    { class: "attachment-whole" },
    pretext,
    h("div", { class: "attachment" }, bar, h("div", { class: "attachment-body" }, inner)),
  );
}

function colourOf({ color }) {
  const hex = HEX.exec(color ?? "");
  return COLOURS[color] ?? (hex ? `#${hex[1]}` : "");
}

function oldContent(attachment, ctx) {
  const { title, title_link: link, text, fallback, image_url: image } = attachment;
  const heading =
    title && h("div", { class: "attachment-title", dir: "auto" }, link ? linkNode(link, title) : title);
  const fields = attachment.fields?.map((field) => oldField(field, ctx));
  return [
    attachment.author_name && h("div", { class: "attachment-author", dir: "auto" }, attachment.author_name),
    heading,
    markup(text ?? (title ? null : fallback), ctx, "text"),
    fields && h("div", { class: "fields" }, fields),
    image && picture({ image_url: image, alt_text: fallback ?? title ?? "Image" }, ctx, "block-image"),
    footer(attachment, ctx),
  ];
}

function oldField({ title, value, short: isShort }, ctx) {
  const kind = isShort ? "field" : "field field-wide";
  return h(
    "div",
    { class: kind, dir: "auto" },
    h("strong", null, title ?? ""),
    "\n",
    renderMrkdwn(value ?? "", ctx),
  );
}

function footer({ footer: said, ts }, ctx) {
  const when = ts ? formatDate(Number(ts), "{date_short} at {time}", ctx) : null;
  const words = [said, when].filter(Boolean).join(" · ");
  return words && h("div", { class: "attachment-footer", dir: "auto" }, words);
}

function markup(text, ctx, kind) {
  return text ? h("div", { class: kind, dir: "auto" }, renderMrkdwn(text, ctx)) : null;
}
