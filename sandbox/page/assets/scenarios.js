/** The menu of scenarios: where one may begin, and beginning again. */

import { sentenceOf } from "./api.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { confirmed, popoverButton } from "./popover.js";

/**
 * @param {Object} env
 * @returns {HTMLElement}
 */
export function scenarioMenu(env) {
  return popoverButton({
    button: { class: "btn quiet", title: "Begin somewhere else" },
    face: [icon("stack"), h("span", { class: "wide-only" }, "Scenarios")],
    label: "Scenarios",
    className: "scenario-card",
    content: (close) => partsOf(env, close),
  }).node;
}

function partsOf(env, close) {
  const { scenarios } = env.store.state;
  const list = scenarios?.scenarios ?? [];
  return [
    h("h2", { class: "popover-title" }, "Begin somewhere"),
    h(
      "ul",
      { class: "scenarios" },
      list.map((scenario) => h("li", null, entry(env, scenario, scenarios.current, close))),
    ),
    h(
      "button",
      { type: "button", class: "btn wide", onClick: () => (close(), reset(env)) },
      "Start this one over…",
    ),
  ];
}

function entry(env, scenario, current, close) {
  const isCurrent = scenario.name === current;
  return h(
    "button",
    {
      type: "button",
      class: "scenario",
      "aria-current": isCurrent ? "true" : null,
      onClick: () => (close(), begin(env, scenario)),
    },
    h("span", { class: "scenario-title" }, scenario.title, isCurrent && h("span", { class: "badge" }, "now")),
    h("span", { class: "muted" }, scenario.text),
    !scenario.is_ready && h("small", { class: "muted" }, "Is played first; that takes a little while."),
  );
}

async function begin(env, scenario) {
  const title = `Begin with “${scenario.title}”?`;
  const text = "This world is left behind. What was done in it is lost.";
  if (await confirmed({ title, text, yes: "Begin", isDangerous: false })) {
    await ordered(env, () => env.api.control("scenarios", { name: scenario.name }));
  }
}

async function reset(env) {
  const text = "Everything goes back to the beginning of this scenario. What was done since is lost.";
  if (await confirmed({ title: "Start over?", text, yes: "Start over" })) {
    await ordered(env, () => env.api.control("reset", {}));
  }
}

async function ordered(env, order) {
  try {
    await order();
  } catch (refused) {
    env.notify(sentenceOf(refused), { isTrouble: true });
  }
}
