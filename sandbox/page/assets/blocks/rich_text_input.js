/** A field for formatted text: one types Slack's markup (`*bold*`, `- item`), the app gets rich text. */

import { h } from "../dom.js";
import { register, valueAt } from "./controls.js";
import { listen } from "./inputs.js";
import { wordsOf } from "./text.js";

const FORMATS = [
  ["Bold", "*", "B"],
  ["Italic", "_", "I"],
  ["Strike", "~", "S"],
  ["Code", "`", "</>"],
];
const PREFIXES = [
  ["Bulleted list", "- ", "•"],
  ["Numbered list", "1. ", "1."],
  ["Quote", "> ", "❝"],
];
const SPAN = new RegExp(
  [
    /`([^`\n]+)`/,
    /(?<![\p{L}\p{N}*])\*(?=\S)([^*\n]*?\S)\*/,
    /(?<![\p{L}\p{N}_])_(?=\S)([^_\n]*?\S)_/,
    /~(?=\S)([^~\n]*?\S)~/,
    /(https?:\/\/[^\s<>]+)/,
  ]
    .map((pattern) => pattern.source)
    .join("|"),
  "u",
);
const STYLES = [null, "code", "bold", "italic", "strike"];
const LINES = [
  [/^[-•*] /, "bullet"],
  [/^\d+[.)] /, "ordered"],
  [/^> ?/, "quote"],
];

/** The field with its row of formats. */
export function richTextInput(at) {
  const { element, label } = at;
  const field = h("textarea", {
    id: label.id,
    class: "field-input",
    rows: String(Math.min(element.min_lines ?? 4, 12)),
    dir: "auto",
    placeholder: wordsOf(element.placeholder) || null,
    "aria-describedby": label.describedBy,
    "aria-label": label.id ? null : label.words || "Formatted text",
    "aria-required": label.isRequired || null,
    dataset: element.focus_on_load ? { focus: "true" } : {},
  });
  field.value = asMarkup(valueAt(at));
  listen(field, at, () => asRichText(field.value));
  const root = h("span", { class: "rich-text-input" }, toolbar(field), field);
  return register(root, at, (value) => {
    if (JSON.stringify(asRichText(field.value)) !== JSON.stringify(value)) {
      field.value = asMarkup(value);
    }
  });
}

function toolbar(field) {
  const around = FORMATS.map(([name, mark, face]) => tool(name, face, () => wrap(field, mark)));
  const before = PREFIXES.map(([name, prefix, face]) => tool(name, face, () => begin(field, prefix)));
  return h("span", { class: "format-bar", role: "group", "aria-label": "Formatting" }, around, before);
}

function tool(name, face, apply) {
  const node = h("button", { type: "button", class: "format-button", "aria-label": name, title: name }, face);
  node.addEventListener("click", apply);
  return node;
}

function wrap(field, mark) {
  const { selectionStart: from, selectionEnd: to } = field;
  put(field, from, to, mark + field.value.slice(from, to) + mark, 1);
}

function begin(field, prefix) {
  const from = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const chosen = field.value.slice(from, field.selectionEnd);
  put(
    field,
    from,
    field.selectionEnd,
    chosen
      .split("\n")
      .map((line) => prefix + line)
      .join("\n"),
    0,
  );
}

function put(field, from, to, text, inset) {
  field.setRangeText(text, from, to, "end");
  field.selectionEnd -= inset;
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// --- markup and rich text

/** Typed markup as a rich_text object; null of nothing. */
function asRichText(typed) {
  if (typed.trim() === "") {
    return null;
  }
  return { type: "rich_text", elements: typed.split(/^```\n?([^]*?)\n?```$/m).flatMap(containers) };
}

function containers(text, index) {
  if (index % 2) {
    return [{ type: "rich_text_preformatted", elements: [{ type: "text", text }] }];
  }
  const groups = [];
  for (const line of text.replace(/^\n|\n$/g, "").split("\n")) {
    const [prefix, kind] = LINES.find(([pattern]) => pattern.test(line)) ?? [null, "section"];
    const said = prefix ? line.replace(prefix, "") : line;
    if (groups.at(-1)?.kind === kind) {
      groups.at(-1).lines.push(said);
    } else {
      groups.push({ kind, lines: [said] });
    }
  }
  return groups.filter(({ lines }) => lines.join("") !== "").map(container);
}

function container({ kind, lines }) {
  const section = (text) => ({ type: "rich_text_section", elements: parts(text) });
  if (kind === "bullet" || kind === "ordered") {
    return { type: "rich_text_list", style: kind, elements: lines.map(section) };
  }
  const said = { ...section(lines.join("\n")) };
  return kind === "quote" ? { ...said, type: "rich_text_quote" } : said;
}

function parts(text) {
  const match = text.match(SPAN);
  if (!match) {
    return text ? [{ type: "text", text }] : [];
  }
  const before = text.slice(0, match.index);
  const after = parts(text.slice(match.index + match[0].length));
  return [...(before ? [{ type: "text", text: before }] : []), spanPart(match), ...after];
}

function spanPart(match) {
  if (match[5]) {
    return { type: "link", url: match[5] };
  }
  const nth = match.findIndex((group, index) => index > 0 && group !== undefined);
  return { type: "text", text: match[nth], style: { [STYLES[nth]]: true } };
}

/** A rich_text object as the markup one would have typed. */
function asMarkup(richText) {
  return (richText?.elements ?? []).map(containerMarkup).join("\n");
}

function containerMarkup(element) {
  if (element.type === "rich_text_list") {
    const prefix = (index) => (element.style === "ordered" ? `${index + 1}. ` : "- ");
    return element.elements.map((item, index) => prefix(index) + partsMarkup(item)).join("\n");
  }
  const text = partsMarkup(element);
  if (element.type === "rich_text_preformatted") {
    return `\`\`\`\n${text}\n\`\`\``;
  }
  return element.type === "rich_text_quote"
    ? text
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n")
    : text;
}

function partsMarkup(element) {
  return (element.elements ?? []).map(partMarkup).join("");
}

function partMarkup(part) {
  const text = part.text ?? part.url ?? (part.name ? `:${part.name}:` : "");
  const marks = { code: "`", strike: "~", italic: "_", bold: "*" };
  return Object.entries(marks).reduce(
    (inner, [style, mark]) => (part.style?.[style] ? mark + inner + mark : inner),
    text,
  );
}
