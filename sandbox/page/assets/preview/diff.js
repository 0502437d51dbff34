/** A difference between two files, line by line. */

import { h } from "/page/dom.js";

const KINDS = { "+": ["is-added", "added"], "-": ["is-removed", "removed"], "@": ["is-place", null] };

/** @param {string[]} lines of a unified diff, its two header lines first */
export function diffView(lines) {
  return h("pre", { class: "diff", tabindex: "0" }, lines.slice(2).map(diffLine));
}

function diffLine(line) {
  const [kind, words] = KINDS[line[0]] ?? ["is-same", null];
  const unseen = words && h("span", { class: "unseen" }, `${words}: `);
  return h("span", { class: `diff-line ${kind}` }, unseen, line, "\n");
}
