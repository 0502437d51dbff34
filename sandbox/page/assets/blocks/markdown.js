/** The `markdown` block: standard Markdown, as far as Slack shows it. Everything ends as text nodes. */

import { h } from "../dom.js";
import { linkNode, withEmoji } from "./entities.js";

const FENCE = /^(```|~~~)\s*(\S*)/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const RULE = /^ {0,3}([-*_])(?: *\1){2,} *$/;
const ITEM = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/;
const TASK = /^\[([ xX])\]\s+/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;
const INLINE = new RegExp(
  [
    /(?<code>`+)(?<snippet>.+?)\k<code>(?!`)/,
    /!?\[(?<label>[^\]]*)\]\((?<url>[^\s)]+)[^)]*\)/,
    /<(?<bare>(?:https?:\/\/|mailto:)[^\s>]+)>/,
    /(?<strong>\*\*|__)(?=\S)(?<bold>.+?\S|\S)\k<strong>/,
    /~~(?=\S)(?<struck>.+?)~~/,
    /(?<![\p{L}\p{N}])(?<em>[*_])(?=\S)(?<italic>.*?\S)\k<em>(?![\p{L}\p{N}])/,
    /(?<naked>https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]])/,
  ]
    .map((pattern) => pattern.source)
    .join("|"),
  "u",
);

/**
 * Standard Markdown as nodes: headings, lists, tasks, quotes, code, tables, rules; pictures as links.
 * @returns {Node[]}
 */
export function renderMarkdown(text, ctx) {
  return pieces(String(text).split("\n"), ctx);
}

function pieces(lines, ctx) {
  const nodes = [];
  let rest = lines;
  while (rest.length > 0) {
    const [node, taken] = piece(rest, ctx);
    if (node !== null) {
      nodes.push(node);
    }
    rest = rest.slice(taken);
  }
  return nodes;
}

/** The first thing of these lines, and how many of them it took. */
function piece(lines, ctx) {
  if (lines[0].trim() === "") {
    return [null, 1];
  }
  for (const take of [fence, heading, rule, quote, list, table]) {
    const found = take(lines, ctx);
    if (found !== null) {
      return found;
    }
  }
  return paragraph(lines, ctx);
}

function fence(lines) {
  const open = lines[0].match(FENCE);
  if (!open) {
    return null;
  }
  const end = lines.findIndex((line, index) => index > 0 && line.startsWith(open[1]));
  const last = end < 0 ? lines.length : end;
  return [h("pre", null, h("code", null, lines.slice(1, last).join("\n"))), last + 1];
}

function heading(lines, ctx) {
  const found = lines[0].match(HEADING);
  // Level 3 at the highest: the page itself has the levels above.
  return (
    found && [
      h(`h${Math.min(found[1].length + 2, 6)}`, { class: "md-heading", dir: "auto" }, inline(found[2], ctx)),
      1,
    ]
  );
}

function rule(lines) {
  return RULE.test(lines[0]) ? [h("hr"), 1] : null;
}

function quote(lines, ctx) {
  const count = countWhile(lines, (line) => line.startsWith(">"));
  const inner = lines.slice(0, count).map((line) => line.replace(/^> ?/, ""));
  return count > 0 ? [h("blockquote", { dir: "auto" }, pieces(inner, ctx)), count] : null;
}

function list(lines, ctx) {
  const first = lines[0].match(ITEM);
  if (!first) {
    return null;
  }
  const indent = first[1].length;
  const count = countWhile(lines, (line) => belongsToList(line, indent));
  const ordered = /\d/.test(first[2]);
  const start = ordered ? parseInt(first[2], 10) : null;
  return [
    h(ordered ? "ol" : "ul", { start, class: "md-list" }, items(lines.slice(0, count), indent, ctx)),
    count,
  ];
}

function belongsToList(line, indent) {
  const item = line.match(ITEM);
  return item ? item[1].length >= indent : line.search(/\S/) > indent;
}

function items(lines, indent, ctx) {
  const groups = [];
  for (const line of lines) {
    const found = line.match(ITEM);
    if (found && found[1].length <= indent + 1) {
      groups.push([found[3]]);
    } else {
      groups.at(-1)?.push(line);
    }
  }
  return groups.map((group) => item(group, ctx));
}

function item([first, ...more], ctx) {
  const task = first.match(TASK);
  const said = inline(task ? first.slice(task[0].length) : first, ctx);
  const box =
    task && h("input", { type: "checkbox", checked: task[1] !== " ", disabled: true, "aria-label": "Done" });
  return h("li", { dir: "auto", class: task ? "md-task" : null }, box, said, pieces(more, ctx));
}

function table(lines, ctx) {
  if (!lines[0].includes("|") || !TABLE_RULE.test(lines[1] ?? "")) {
    return null;
  }
  const count = countWhile(lines, (line) => line.includes("|"));
  const head = h(
    "tr",
    null,
    cells(lines[0]).map((cell) => h("th", { scope: "col" }, inline(cell, ctx))),
  );
  const body = lines.slice(2, count).map((line) =>
    h(
      "tr",
      null,
      cells(line).map((cell) => h("td", null, inline(cell, ctx))),
    ),
  );
  const whole = h("table", { class: "md-table" }, h("thead", null, head), h("tbody", null, body));
  return [
    h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": "Table" }, whole),
    count,
  ];
}

function cells(line) {
  return line
    .trim()
    .replace(/^\||\|$/g, "")
    .split("|")
    .map((cell) => cell.trim());
}

function paragraph(lines, ctx) {
  const count = Math.max(
    1,
    countWhile(lines, (line, index) => index === 0 || continues(line)),
  );
  return [h("p", { dir: "auto" }, inline(lines.slice(0, count).join("\n"), ctx)), count];
}

function continues(line) {
  return line.trim() !== "" && ![FENCE, HEADING, RULE, ITEM, /^>/].some((pattern) => pattern.test(line));
}

function countWhile(lines, holds) {
  const end = lines.findIndex((line, index) => !holds(line, index));
  return end < 0 ? lines.length : end;
}

function inline(text, ctx) {
  const nodes = [];
  let rest = text;
  for (let match = rest.match(INLINE); match; match = rest.match(INLINE)) {
    nodes.push(...withEmoji(rest.slice(0, match.index), ctx), inlineNode(match.groups, ctx));
    rest = rest.slice(match.index + match[0].length);
  }
  return [...nodes, ...withEmoji(rest, ctx)];
}

function inlineNode(found, ctx) {
  if (found.snippet !== undefined) {
    return h("code", null, found.snippet);
  }
  if (found.url !== undefined) {
    return linkNode(found.url, inline(found.label, ctx));
  }
  if (found.bold !== undefined) {
    return h("strong", null, inline(found.bold, ctx));
  }
  if (found.struck !== undefined) {
    return h("s", null, inline(found.struck, ctx));
  }
  if (found.italic !== undefined) {
    return h("em", null, inline(found.italic, ctx));
  }
  return linkNode(found.bare ?? found.naked, "");
}
