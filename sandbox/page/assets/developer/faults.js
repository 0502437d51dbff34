/** The tab that makes things go wrong: switches for the usual bad days, a form for every fault. */

import { h, replace } from "../dom.js";
import { faultForm } from "./fault_form.js";
import { muted, plainList, toolButton, troubleLine } from "./parts.js";
import { polling } from "./polling.js";
import { moment, worldZone } from "./words.js";

const POLL_MS = 2000;

/** @returns {{title: string, element: HTMLElement, show: function(), hide: function()}} */
export function faultsTab(store, api) {
  const [trouble, say] = troubleLine();
  const switches = h("div", { class: "dev-switches" });
  const rules = h("div", null);
  const injected = h("div", null);
  const tell = (body) => api.control("faults", body).then(draw).then(() => say(null), say);
  const form = faultForm((rule) => tell({ do: "add", ...rule }));
  let before = "";

  function draw(faults) {
    const now = JSON.stringify(faults);
    if (now === before) {
      return;
    }
    before = now;
    form.offer(faults.known);
    drawSwitches(switches, faults.presets ?? [], tell);
    replace(rules, rulesList(faults.rules, tell));
    replace(injected, injectedList(faults.injected, worldZone(store.state)));
  }

  const poll = polling(async () => draw(await api.control("faults")), POLL_MS, say);
  const element = h(
    "div",
    { class: "dev-tab-body dev-scrolling faults" },
    trouble,
    h("section", { "aria-label": "Bad days" }, h("h3", null, "Bad days"), switches, rules),
    h("section", { "aria-label": "Any fault" }, h("h3", null, "Any fault"), form.element),
    h("section", { "aria-label": "What was injected" }, h("h3", null, "What was injected"), injected),
  );
  return { title: "Faults", element, show: poll.start, hide: poll.stop };
}

/** Switches stay the same buttons, so that the one just pressed keeps the focus. */
function drawSwitches(place, presets, tell) {
  if (place.children.length !== presets.length) {
    replace(place, presets.map((preset) => switchFor(preset, tell)));
  }
  presets.forEach(({ is_on: isOn }, index) => {
    place.children[index].setAttribute("aria-checked", String(isOn));
  });
}

function switchFor({ name, title, text }, tell) {
  const button = h(
    "button",
    { type: "button", role: "switch", class: "dev-switch" },
    h("span", { class: "dev-switch-knob", "aria-hidden": "true" }),
    h("span", null, h("strong", null, title), h("small", null, text)),
  );
  button.addEventListener("click", () =>
    tell({ do: "switch", preset: name, on: button.getAttribute("aria-checked") !== "true" }),
  );
  return button;
}

function rulesList(rules, tell) {
  const own = rules.filter((rule) => !rule.preset);
  if (rules.length === 0) {
    return muted("Nothing goes wrong on purpose at the moment.");
  }
  return h(
    "div",
    null,
    plainList("Faults in force", own.map((rule) => ruleItem(rule, tell)), "dev-rules"),
    toolButton("End all faults", () => tell({ do: "clear" })),
  );
}

function ruleItem(rule, tell) {
  const words = ruleWords(rule);
  const end = () => tell({ do: "remove", id: rule.id });
  const remove = toolButton("Remove", end, { label: `Remove ${words}` });
  return h("li", null, h("code", null, rule.fault), " ", words, " ", remove);
}

function ruleWords({ methods, probability, count }) {
  const where = methods.length ? methods.join(", ") : "everything";
  const chance = probability < 1 ? `, ${Math.round(probability * 100)} % of them` : "";
  const left = count === null ? "" : `, ${count} more ${count === 1 ? "time" : "times"}`;
  return `for ${where}${chance}${left}`;
}

function injectedList(injected, zone) {
  if (injected.length === 0) {
    return muted("Nothing yet.");
  }
  const items = injected.toReversed().map((one) => injectedItem(one, zone));
  return plainList("Injected faults, newest first", items, "injected");
}

function injectedItem({ at, method, fault }, zone) {
  const when = h("span", { class: "dev-muted" }, moment(at, zone));
  return h("li", null, when, " ", h("code", null, fault), " ", method);
}
