/** Blocks that frame others or stand apart: cards, containers, alerts, plans, videos, files. */

import { h, uniqueId } from "../dom.js";
import { renderElement } from "./elements.js";
import { linkNode } from "./entities.js";
import { picture } from "./images.js";
import { renderRichText } from "./rich_text.js";
import { renderPlain } from "./mrkdwn.js";
import { textElement, wordsOf } from "./text.js";

const LEVELS = {
  default: ["•", "Note"],
  info: ["i", "Information"],
  warning: ["!", "Warning"],
  error: ["×", "Error"],
  success: ["✓", "Success"],
};
const STATUSES = {
  pending: ["○", "pending"],
  in_progress: ["◐", "in progress"],
  complete: ["✓", "complete"],
  error: ["×", "error"],
};

export function card(block, ctx) {
  const icon = block.icon && picture(block.icon, ctx, "card-icon");
  const title = textElement("div", { class: "card-title" }, block.title, ctx);
  const subtitle = textElement("div", { class: "card-subtitle" }, block.subtitle, ctx);
  const buttons = block.actions?.map((element) => renderElement(element, block, ctx));
  return h(
    "article",
    { class: "card", "aria-label": wordsOf(block.title) || "Card" },
    block.hero_image && picture(block.hero_image, ctx, "card-hero"),
    h("div", { class: "card-top" }, icon, h("div", { class: "card-titles" }, title, subtitle)),
    textElement("div", { class: "card-body text" }, block.body, ctx),
    buttons && h("div", { class: "actions" }, buttons),
  );
}

/** Cards in a row that scrolls sideways, by hand or with the buttons. */
export function carousel(block, ctx) {
  const cards = (block.elements ?? []).map((element) => h("li", null, card(element, ctx)));
  const row = h("ul", { class: "carousel-row", tabindex: "0", "aria-label": "Cards" }, cards);
  const move = (direction) => row.scrollBy({ left: direction * row.clientWidth * 0.8, behavior: "smooth" });
  const arrow = (name, face, direction) =>
    h(
      "button",
      { type: "button", class: "icon-button", "aria-label": name, onClick: () => move(direction) },
      face,
    );
  const arrows =
    cards.length > 1 &&
    h("div", { class: "carousel-arrows" }, arrow("Previous cards", "‹", -1), arrow("Next cards", "›", 1));
  return h(
    "div",
    { class: "carousel", role: "group", "aria-roledescription": "carousel", "aria-label": "Cards" },
    row,
    arrows,
  );
}

/** A frame around up to ten blocks, which may fold. `render` renders the blocks inside. */
export function container(block, ctx, render) {
  const titles = h(
    "div",
    { class: "container-titles" },
    containerTitle(block, ctx),
    textElement("div", { class: "card-subtitle" }, block.subtitle, ctx),
  );
  const head = [block.icon && picture(block.icon, ctx, "card-icon"), titles];
  const inner = h("div", { class: "container-body" }, render(block.child_blocks ?? [], ctx));
  const kind = `container container-${block.width ?? "standard"}`;
  if (block.is_collapsible) {
    return h(
      "details",
      { class: kind, open: !block.default_collapsed },
      h("summary", { class: "container-head" }, head),
      inner,
    );
  }
  const line = block.has_header_divider ? " container-divided" : "";
  return h("section", { class: kind }, h("div", { class: `container-head${line}` }, head), inner);
}

function containerTitle(block, ctx) {
  const plain = textElement("div", { class: "card-title" }, block.title, ctx);
  return plain ?? h("div", { class: "card-title" }, renderRichText(block.rich_text_title, ctx));
}

export function alert(block, ctx) {
  const [face, word] = LEVELS[block.level] ?? LEVELS.default;
  const icon = h("span", { class: "alert-icon", role: "img", "aria-label": word }, face);
  return h(
    "div",
    { class: `alert alert-${block.level ?? "default"}`, role: "note" },
    icon,
    textElement("div", { class: "text" }, block.text, ctx),
  );
}

export function plan(block, ctx) {
  const id = uniqueId("plan");
  const tasks = (block.tasks ?? []).map((task) => h("li", null, taskCard(task, ctx)));
  return h(
    "section",
    { class: "plan", "aria-labelledby": id },
    h("div", { class: "card-title", id, dir: "auto" }, renderPlain(block.title, ctx)),
    h("ol", { class: "plan-tasks" }, tasks),
  );
}

export function taskCard(block, ctx) {
  const [face, word] = STATUSES[block.status] ?? STATUSES.pending;
  const mark = h(
    "span",
    { class: `task-mark task-${block.status}`, role: "img", "aria-label": `Status: ${word}` },
    face,
  );
  const line = [
    mark,
    h("span", { class: "task-title", dir: "auto" }, renderPlain(block.title, ctx)),
    h("span", { class: "task-status" }, word),
  ];
  const more = [
    block.details && renderRichText(block.details, ctx),
    block.output && renderRichText(block.output, ctx),
    sources(block),
  ];
  if (!more.some(Boolean)) {
    return h("div", { class: "task" }, line);
  }
  return h("details", { class: "task" }, h("summary", null, line), h("div", { class: "task-more" }, more));
}

function sources(block) {
  const links = block.sources?.map((source) => h("li", null, linkNode(source.url, source.text)));
  return links && h("ul", { class: "task-sources", "aria-label": "Sources" }, links);
}

export function video(block, ctx) {
  const words = wordsOf(block.title);
  const provider = [block.author_name, block.provider_name].filter(Boolean).join(" · ");
  return h(
    "figure",
    { class: "video" },
    provider && h("div", { class: "video-provider", dir: "auto" }, provider),
    h(
      "div",
      { class: "video-title", dir: "auto" },
      linkNode(block.title_url ?? block.video_url ?? "", words),
    ),
    textElement("div", { class: "text" }, block.description, ctx),
    picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, ctx, "block-image"),
  );
}

/** A file kept elsewhere; its name is not in the block. */
export function file(block) {
  return h(
    "div",
    { class: "box" },
    h("span", { class: "box-kind" }, "File "),
    String(block.external_id ?? ""),
  );
}

export function call(block) {
  const name = block.call?.v1?.name ?? block.call_id ?? "";
  return h("div", { class: "box" }, h("span", { class: "box-kind" }, "Call "), String(name));
}

export function authProvider(block) {
  const said = [block.name, block.description].filter(Boolean).join(": ");
  return h("div", { class: "box" }, said, " ", block.auth_url && linkNode(block.auth_url, "Connect"));
}
