/** The form for any fault: what, where, how often. Fields that mean nothing for a fault are not shown. */

import { h, replace, uniqueId } from "../dom.js";

const SIDES = [["api", "The app calls Slack"], ["delivery", "Slack tells the app"]];
const ONLY = {
  retry_after: new Set(["rate_limited"]),
  hang: new Set(["timeout", "apply_then_timeout", "slow", "reorder"]),
  error: new Set(["error"]),
};

/**
 * @param {function(Object)} onAdd told {fault, methods, probability, count, retry_after, hang, error}
 * @returns {{element: HTMLFormElement, offer: function(Array)}} `offer` takes the faults there are
 */
export function faultForm(onAdd) {
  const fields = makeFields();
  const about = h("p", { class: "dev-muted", id: uniqueId("about") });
  let known = [];

  function choose() {
    const chosen = fields.fault.input.value;
    about.textContent = known.find(({ fault }) => fault === chosen)?.text ?? "";
    for (const [name, faults] of Object.entries(ONLY)) {
      fields[name].node.hidden = !faults.has(chosen);
    }
  }

  function offer(faults) {
    if (known.length !== faults.length) {
      known = faults;
      replace(fields.fault.input, SIDES.map(([side, label]) => options(label, side, faults)));
      choose();
    }
  }

  fields.fault.input.addEventListener("change", choose);
  const add = h("button", { type: "submit", class: "dev-tool primary" }, "Add this fault");
  const rows = Object.values(fields).map(({ node }) => node);
  const element = h("form", { class: "fault-form" }, rows, about, add);
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    onAdd(ruleOf(fields));
  });
  return { element, offer };
}

function makeFields() {
  const number = { type: "number", required: true };
  const code = { spellcheck: "false", autocomplete: "off" };
  return {
    fault: field("Fault", h("select", null)),
    methods: field("Methods or events", h("input", { ...code, placeholder: "chat.* (none: all)" })),
    probability: field("Chance in %", h("input", { ...number, min: 1, max: 100, value: "100" })),
    count: field("How often", h("input", { type: "number", min: 1, placeholder: "without end" })),
    retry_after: field("Retry after (s)", h("input", { ...number, min: 0, max: 600, value: "5" })),
    hang: field("Hang (s)", h("input", { ...number, min: 0, max: 60, step: "0.1", value: "3" })),
    error: field("Error code", h("input", { ...code, value: "internal_error" })),
  };
}

function field(words, input) {
  input.id = uniqueId("fault");
  return { input, node: h("div", null, h("label", { for: input.id }, words), input) };
}

function options(label, side, faults) {
  const own = faults.filter((fault) => fault.side === side);
  const inWords = ({ fault }) => h("option", { value: fault }, fault.replaceAll("_", " "));
  return h("optgroup", { label }, own.map(inWords));
}

function ruleOf(fields) {
  const value = (name) => fields[name].input.value.trim();
  return {
    fault: value("fault"),
    methods: value("methods").split(/[\s,]+/).filter(Boolean),
    probability: Number(value("probability")) / 100,
    count: value("count") === "" ? null : Number(value("count")),
    retry_after: Number(value("retry_after")),
    hang: Number(value("hang")),
    error: value("error") || "internal_error",
  };
}
