/** Slack's own markup as elements. What people wrote becomes text nodes and nothing else. */

import { h } from "../dom.js";
import { dateNode } from "./dates.js";
import { channelNode, groupNode, linkNode, unescapeText, userNode, withEmoji } from "./entities.js";

const CODE = /```([^]+?)```|`([^`\n]+)`/g;
const TOKEN = /<([^<>\n]+)>/g;
const HELD = /\0(\d+)\0/;
const QUOTE = /^(?:&gt;|>) ?/;
const LONG_QUOTE = /^(?:&gt;|>){3} ?/;
const MARKS = [
  ["*", "strong"],
  ["_", "em"],
  ["~", "s"],
].map(([mark, tag]) => [markPattern(mark), tag]);
const BARE =
  /(https?:\/\/[^\s<>|\0]*[^\s<>|\0.,;:!?'")\]}])|(?<!\w)#([\p{L}\d_-]+)|(?<!\w)@(here|channel|everyone)\b/gu;

/** A mark counts between words only: `snake_case` and `2*3*4` stay as they are. */
function markPattern(mark) {
  const m = mark === "*" ? "\\*" : mark; // of these only the star means something to a pattern
  return new RegExp(`(?<![\\p{L}\\p{N}${m}])${m}(?=\\S)([^\\n]{0,1000}?\\S)${m}(?![\\p{L}\\p{N}${m}])`, "gu");
}

/**
 * Markup as nodes: bold, italic, struck, code, quotes, links, mentions, dates, emoji. Newlines stay newlines.
 * @param {string} text
 * @param {Object} ctx see `renderBlocks`
 * @param {{verbatim?: boolean}} [options] unless `verbatim`, bare addresses and #channels are links as well
 * @returns {Node[]}
 */
export function renderMrkdwn(text, ctx, { verbatim = false } = {}) {
  const held = [];
  const hold = (make) => `\0${held.push(make) - 1}\0`;
  const reading = { ctx, held, hold, verbatim };
  const set = String(text ?? "")
    .replaceAll("\0", "")
    // Code and tokens are set aside first, so that a `*` in an address or a snippet marks nothing.
    .replace(CODE, (_, block, inline) => hold(() => codeNode(block, inline)))
    .replace(TOKEN, (_, token) => hold(() => tokenNode(token, reading)));
  return withoutNewlinesAtBlocks(lines(set, reading));
}

/** Plain text as nodes: emoji, and nothing else. */
export function renderPlain(text, ctx, { emoji = true } = {}) {
  const said = unescapeText(String(text ?? ""));
  return emoji ? withEmoji(said, ctx) : [document.createTextNode(said)];
}

function codeNode(block, inline) {
  if (block === undefined) {
    return h("code", null, unescapeText(inline));
  }
  return h("pre", null, h("code", null, unescapeText(block).replace(/^\n|\n$/g, "")));
}

// --- quotes: the only thing that is about whole lines

function lines(text, reading) {
  const nodes = [];
  for (const { isQuote, said } of runs(text.split("\n"))) {
    const inner = marked(said.join("\n"), reading);
    nodes.push(...(isQuote ? [h("blockquote", { dir: "auto" }, withoutNewlinesAtBlocks(inner))] : inner));
    nodes.push(document.createTextNode("\n"));
  }
  nodes.pop();
  return nodes;
}

function runs(all) {
  const found = [];
  all.forEach((line, index) => {
    const last = found.at(-1);
    if (last?.isEndless) {
      last.said.push(line);
    } else if (LONG_QUOTE.test(line)) {
      found.push({ isQuote: true, isEndless: true, said: [line.replace(LONG_QUOTE, "")] });
    } else if (last && last.isQuote === QUOTE.test(line)) {
      last.said.push(line.replace(QUOTE, ""));
    } else {
      found.push({ isQuote: QUOTE.test(line), said: [line.replace(QUOTE, "")], index });
    }
  });
  return found;
}

/** `pre` and `blockquote` begin lines of their own: the newline typed beside them would be an empty line. */
function withoutNewlinesAtBlocks(nodes) {
  const isBlock = (node) => node?.nodeName === "PRE" || node?.nodeName === "BLOCKQUOTE";
  nodes.forEach((node, index) => {
    if (node.nodeType === Node.TEXT_NODE) {
      node.data = isBlock(nodes[index + 1]) ? node.data.replace(/\n$/, "") : node.data;
      node.data = isBlock(nodes[index - 1]) ? node.data.replace(/^\n/, "") : node.data;
    }
  });
  return nodes.filter((node) => node.nodeType !== Node.TEXT_NODE || node.data !== "");
}

// --- marks

/** Text with marks and held things as nodes. */
function marked(text, reading) {
  let left = text;
  for (const [pattern, tag] of MARKS) {
    left = left.replace(pattern, (_, inner) => reading.hold(() => h(tag, null, marked(inner, reading))));
  }
  return released(left, reading);
}

function released(text, reading) {
  return text
    .split(HELD)
    .flatMap((piece, index) => (index % 2 ? [reading.held[Number(piece)]()] : run(piece, reading)));
}

function run(text, { ctx, verbatim }) {
  if (text === "") {
    return [];
  }
  return verbatim ? renderPlain(text, ctx) : withBareLinks(text, ctx);
}

function withBareLinks(text, ctx) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(BARE)) {
    const node = bareNode(match, ctx);
    if (node !== null) {
      nodes.push(...renderPlain(text.slice(done, match.index), ctx), node);
      done = match.index + match[0].length;
    }
  }
  return done < text.length ? [...nodes, ...renderPlain(text.slice(done), ctx)] : nodes;
}

function bareNode([, url, channel, group], ctx) {
  if (url) {
    return linkNode(unescapeText(url), "");
  }
  if (group) {
    return groupNode(`@${group}`);
  }
  const found = [...ctx.channels.values()].find((candidate) => candidate.name === channel);
  return found ? channelNode(found.id, channel, ctx) : null;
}

// --- tokens: what stands between < and >

function tokenNode(token, reading) {
  const { ctx } = reading;
  const at = token.indexOf("|");
  const [body, label] = at < 0 ? [token, ""] : [token.slice(0, at), token.slice(at + 1)];
  if (body.startsWith("@")) {
    return userNode(body.slice(1), ctx);
  }
  if (body.startsWith("#")) {
    return channelNode(body.slice(1), unescapeText(label), ctx);
  }
  if (body.startsWith("!")) {
    return specialNode(body, label, ctx);
  }
  return linkNode(unescapeText(body), released(label, { ...reading, verbatim: true }));
}

function specialNode(body, label, ctx) {
  const said = unescapeText(label);
  if (body.startsWith("!date^")) {
    const [, unix, pattern = "", link] = body.split("^");
    const date = dateNode(unix, unescapeText(pattern), said, ctx);
    return link ? linkNode(unescapeText(link), [date]) : date;
  }
  if (body.startsWith("!subteam^")) {
    return groupNode(said || `@${body.slice("!subteam^".length)}`);
  }
  return groupNode(`@${body.slice(1)}`);
}
