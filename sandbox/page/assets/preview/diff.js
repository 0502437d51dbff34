/** A difference between two files, line by line. In lines that replace others, what differs is marked. */

import { h } from "../dom.js";

const KINDS = { "+": ["is-added", "added"], "-": ["is-removed", "removed"], "@": ["is-place", null] };
const WORD = /[\p{L}\p{N}]/u;

/** @param {string[]} lines of a unified diff, its two header lines first */
export function diffView(lines) {
  const shown = lines.slice(2);
  const partners = partnersOf(shown);
  const nodes = shown.map((line, place) => diffLine(line, partners.get(place)));
  return h("pre", { class: "diff", tabindex: "0" }, nodes);
}

/** For each removed line that as many added ones follow, and for those: the line on the other side. */
function partnersOf(lines) {
  const partners = new Map();
  let at = 0;
  while (at < lines.length) {
    const removed = countFrom(lines, at, "-");
    const added = countFrom(lines, at + removed, "+");
    for (let one = 0; removed === added && one < removed; one += 1) {
      partners.set(at + one, lines[at + removed + one]);
      partners.set(at + removed + one, lines[at + one]);
    }
    at += Math.max(1, removed + added);
  }
  return partners;
}

function countFrom(lines, from, sign) {
  let count = 0;
  while (lines[from + count]?.[0] === sign) {
    count += 1;
  }
  return count;
}

function diffLine(line, partner) {
  const [kind, words] = KINDS[line[0]] ?? ["is-same", null];
  const unseen = words && h("span", { class: "unseen" }, `${words}: `);
  const content = partner === undefined ? line : marked(line, partner);
  return h("span", { class: `diff-line ${kind}` }, unseen, content, "\n");
}

/** The line with what its partner has otherwise marked: whole words, between what both begin and end with. */
function marked(line, partner) {
  const most = Math.min(line.length, partner.length);
  let start = 1; // after the sign
  while (start < most && line[start] === partner[start]) {
    start += 1;
  }
  while (start > 1 && WORD.test(line[start - 1])) {
    start -= 1;
  }
  let end = 0;
  while (end < most - start && line.at(-1 - end) === partner.at(-1 - end)) {
    end += 1;
  }
  while (end > 0 && WORD.test(line.at(-end))) {
    end -= 1;
  }
  const stop = line.length - end;
  return [line.slice(0, start), h("mark", null, line.slice(start, stop)), line.slice(stop)];
}
