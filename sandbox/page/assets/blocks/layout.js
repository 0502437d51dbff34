/** The everyday blocks: sections, headers, context lines, rows of buttons, pictures, questions of a form. */

import { h, replace, uniqueId } from "../dom.js";
import { isGroup, renderElement } from "./elements.js";
import { picture } from "./images.js";
import { renderMarkdown } from "./markdown.js";
import { renderRichText } from "./rich_text.js";
import { textElement, wordsOf } from "./text.js";

/** A paragraph or up to ten short texts, with at most one element at its side. */
export function section(block, ctx) {
  const text = textElement("div", { class: "text" }, block.text, ctx);
  const fields = block.fields?.map((field) => textElement("div", { class: "field" }, field, ctx));
  const body = h("div", { class: "section-body" }, text, fields && h("div", { class: "fields" }, fields));
  const accessory = block.accessory && renderElement(block.accessory, block, ctx, { words: nearby(block) });
  return h("div", { class: "section" }, body, accessory && h("div", { class: "accessory" }, accessory));
}

/** What a menu beside this text is about, in a few words. */
function nearby(block) {
  const words = wordsOf(block.text)
    .replace(/<[^>|]*\|([^>]*)>/g, "$1")
    .replace(/<[^>]*>|[*_~`]|^(>|&gt;)/g, "")
    .trim();
  return words.split("\n")[0].slice(0, 80);
}

export function header(block, ctx) {
  return textElement("h3", { class: "header" }, block.text, ctx);
}

export function context(block, ctx) {
  return h(
    "div",
    { class: "context" },
    (block.elements ?? []).map((element) => contextElement(element, ctx)),
  );
}

function contextElement(element, ctx) {
  return element.type === "image"
    ? picture(element, ctx, "context-image")
    : textElement("span", { class: "text" }, element, ctx);
}

export function actions(block, ctx) {
  const elements = (block.elements ?? []).map((element) => renderElement(element, block, ctx));
  return h("div", { class: "actions" }, elements);
}

export function contextActions(block, ctx) {
  const elements = (block.elements ?? []).map((element) => renderElement(element, block, ctx));
  return h("div", { class: "actions context-actions" }, elements);
}

export function divider() {
  return h("hr", { class: "divider" });
}

export function image(block, ctx) {
  const title = textElement("figcaption", { class: "image-title" }, block.title, ctx);
  return h("figure", { class: "image" }, title, picture(block, ctx, "block-image"));
}

export function richText(block, ctx) {
  return renderRichText(block, ctx);
}

export function markdown(block, ctx) {
  return h("div", { class: "text markdown" }, renderMarkdown(block.text ?? "", ctx));
}

// --- input: a question of a form

/** A question with its label, its field, a hint, and the place where a complaint appears. */
export function input(block, ctx) {
  const { element } = block;
  const ids = { field: uniqueId("field"), hint: uniqueId("hint"), error: uniqueId("error") };
  const hint = textElement("div", { class: "hint", id: ids.hint }, block.hint, ctx);
  const describedBy = [ids.error, hint && ids.hint].filter(Boolean).join(" ");
  const isFieldset = isGroup(element);
  const label = { words: wordsOf(block.label), describedBy, isRequired: !block.optional, isFieldset };
  const field = renderElement(element, block, ctx, isFieldset ? label : { ...label, id: ids.field });
  const error = h("div", { class: "field-error", id: ids.error, hidden: true });
  const root = isFieldset
    ? h(
        "fieldset",
        { class: "input", "aria-describedby": describedBy },
        labelOf("legend", block, ctx, null),
        field,
        error,
        hint,
      )
    : h("div", { class: "input" }, labelOf("label", block, ctx, ids.field), field, error, hint);
  showError(root, ctx.errors?.[block.block_id]);
  return root;
}

function labelOf(tag, block, ctx, id) {
  const optional = block.optional && h("span", { class: "optional" }, " (optional)");
  return h(
    tag,
    { class: "label", for: id, dir: "auto" },
    textElement("span", null, block.label, ctx),
    optional,
  );
}

/** Shows a complaint beside the field of an input block, or takes it away. */
export function showError(root, sentence) {
  const error = root.querySelector(".field-error[id]");
  if (!error) {
    return;
  }
  error.hidden = !sentence;
  replace(error, sentence ?? "");
  root.classList.toggle("has-error", Boolean(sentence));
  for (const field of fieldsIn(root)) {
    if (sentence) {
      field.setAttribute("aria-invalid", "true");
    } else {
      field.removeAttribute("aria-invalid");
    }
  }
}

/** What takes the cursor in an input block, the first one first. */
export function fieldsIn(root) {
  const fields = "input, textarea, select";
  return [...root.querySelectorAll(fields)].filter((field) => !field.disabled);
}
