/** An error in a template: what is wrong, in which file and line, and the lines around it. */

import { h } from "../dom.js";

/** @param {{reason: string, file: string, line: number|null, lines: Array}} error as the server tells it */
export function templateTrouble({ reason, file, line, lines }) {
  return h(
    "div",
    { class: "template-trouble", role: "alert" },
    h("h3", null, "The template cannot be rendered"),
    h("p", { class: "template-reason" }, reason),
    h("p", null, h("code", null, line === null ? file : `${file}:${line}`)),
    lines.length > 0 && h("pre", { tabindex: "0" }, lines.map(sourceLine)),
  );
}

function sourceLine({ number, text, is_wrong: isWrong }) {
  return h(
    "span",
    { class: isWrong ? "source-line is-wrong" : "source-line" },
    h("span", { class: "source-number" }, number),
    text,
    "\n",
  );
}
