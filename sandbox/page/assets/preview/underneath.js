/** What lies under a case: how full it is, what Slack would say to it, its golden file, its payload. */

import { h } from "../dom.js";
import { jsonCard } from "../developer/json.js";
import { slackSays } from "../developer/parts.js";
import { diffView } from "./diff.js";

const LEVELS = 4; // of the payload's JSON, open at first
const NEARLY = 0.8;
const GOLDEN = {
  same: "The same as its golden file.",
  differs: "Other than its golden file. If it is meant so: make goldens",
  none: "No golden file yet. To write it: make goldens",
};

/**
 * @param {Object} shown a case, as the server tells it
 * @param {{payload: boolean}} folds what the reader folded stays folded from case to case
 * @returns {Array<Node|null>}
 */
export function underneath(shown, folds) {
  if (shown.error) {
    return [];
  }
  return [
    slackBlock(shown),
    shown.golden && goldenBlock(shown.golden),
    shown.payload ? payloadBlock(shown.payload, folds) : sourceBlock(shown.html),
  ];
}

function slackBlock({ counts, problems, surface }) {
  if (surface === "html") {
    return null;
  }
  const words = problems.length ? "Slack would refuse it:" : surface === "text" ? null : "Slack takes it.";
  return h(
    "section",
    { class: problems.length ? "under is-wrong" : "under" },
    h("h3", null, "Slack's limits"),
    words && h("p", { class: problems.length ? "under-bad" : "under-good" }, words),
    slackSays(problems),
    h("ul", { class: "dev-plain counts" }, counts.map(countItem)),
  );
}

function countItem({ name, count, most }) {
  const label = `${name}: ${count} of ${most}`;
  return h(
    "li",
    null,
    h("span", null, name),
    h("meter", { min: 0, max: most, high: most * NEARLY, value: count, "aria-label": label }),
    h("span", { class: "count-words" }, `${count} / ${most}`),
  );
}

function goldenBlock({ state, file, diff }) {
  return h(
    "section",
    { class: "under" },
    h("h3", null, "Golden file"),
    h("p", { class: state === "same" ? "under-good" : "under-bad" }, GOLDEN[state]),
    h("p", null, h("code", null, file)),
    state === "differs" ? diffView(diff) : null,
  );
}

function payloadBlock(payload, folds) {
  const card = jsonCard(payload, "payload", { levels: LEVELS });
  const node = h("details", { class: "under", open: folds.payload }, summary("Payload"), card);
  node.addEventListener("toggle", () => (folds.payload = node.open));
  return node;
}

function sourceBlock(html) {
  const source = h("pre", { class: "html-source", tabindex: "0" }, html);
  return h("details", { class: "under" }, summary("HTML"), source);
}

function summary(title) {
  return h("summary", null, h("h3", null, title));
}
