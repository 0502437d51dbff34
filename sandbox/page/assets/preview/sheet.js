/** The right side: a template's cases, one of them as people see it, and what lies underneath. */

import { sentenceOf } from "../api.js";
import { h, replace } from "../dom.js";
import { stateMark } from "./list.js";
import { caseId, formatPlace } from "./place.js";
import { surface } from "./surfaces.js";
import { templateTrouble } from "./trouble.js";
import { underneath } from "./underneath.js";

const NOTHING_HAPPENS = "This is a preview: nothing happens.";
const SAID_MS = 2500;
const SURFACES = {
  message: "A message",
  modal: "A form",
  home: "The Home tab",
  text: "A sentence, in a reply or beside a field",
  html: "A page of its own",
};

/**
 * @param {Object} api
 * @param {Object} world from `sampleWorld`
 * @returns {Object} `element`; `show(place, states)`; `again()`, the same case anew; `takeStates(states)`;
 *   `complain(error|null)`
 */
export function caseSheet(api, world) {
  const look = { place: null, states: {}, shown: null, reader: world.people[0], isNarrow: false };
  const folds = { payload: true };
  const head = h("header", { class: "sheet-head" });
  const cases = h("nav", { class: "sheet-cases", "aria-label": "Cases of this template" });
  const stage = h("section", { class: "sheet-stage", "aria-label": "As people see it" });
  const below = h("section", { class: "sheet-under", "aria-label": "What lies underneath" });
  const trouble = h("p", { class: "dev-trouble", role: "alert", hidden: true });
  const said = h("p", { class: "preview-said", role: "status" });
  const tools = stageTools(world, look, drawStage);
  const left = h("div", { class: "sheet-left" }, tools, stage, said);
  const panes = h("div", { class: "sheet-panes" }, left, below);
  const element = h("article", { class: "sheet" }, trouble, head, cases, panes);

  function complain(error) {
    trouble.hidden = error === null;
    trouble.textContent = error === null ? "" : sentenceOf(error);
  }

  function sayNothingHappens() {
    said.textContent = NOTHING_HAPPENS;
    setTimeout(() => (said.textContent = ""), SAID_MS);
  }

  async function show(place, states) {
    look.place = place;
    look.states = states;
    drawHead(head, place, look.shown);
    drawCases(cases, place, states);
    await again();
  }

  async function again() {
    const { place } = look;
    if (place === null) {
      return;
    }
    try {
      const shown = await api.control(`preview/cases/${place.template}/${place.name}`);
      if (look.place === place) {
        look.shown = shown;
        drawHead(head, place, shown);
        drawStage();
        replace(below, underneath(shown, folds));
        complain(null);
      }
    } catch (error) {
      complain(error);
    }
  }

  function drawStage() {
    tools.hidden = look.place?.of.surface === "html";
    stage.classList.toggle("is-narrow", look.isNarrow);
    if (look.shown) {
      const drawn = look.shown.error ? templateTrouble(look.shown.error) : drawSafely();
      replace(stage, drawn);
    }
  }

  /** What the page itself cannot draw is said in its place: the payload below is still there to be read. */
  function drawSafely() {
    try {
      return surface(look.shown, world, look.reader, sayNothingHappens);
    } catch (error) {
      return h("p", { class: "dev-trouble" }, `The page could not draw this: ${error}`);
    }
  }

  function takeStates(states) {
    look.states = states;
    if (look.place) {
      drawCases(cases, look.place, states);
    }
  }

  return { element, show, again, takeStates, complain };
}

function drawHead(head, { of, name }, shown) {
  const area = h("span", { class: "dev-muted" }, `${of.area} / `);
  const source = shown?.source ? [", ", h("code", null, shown.source)] : null;
  replace(
    head,
    h("a", { class: "sheet-back", href: "#/preview" }, "All templates"),
    h("h2", null, area, of.title, h("span", { class: "unseen" }, `, ${name}`)),
    h("p", { class: "dev-muted" }, SURFACES[of.surface], source),
  );
}

function drawCases(node, { template, name, of }, states) {
  const focused = node.contains(document.activeElement);
  const links = of.cases.map((one) => {
    const place = { template, name: one };
    const props = { href: formatPlace(place), class: "sheet-case" };
    const words = [one.replaceAll("_", " "), stateMark(states[caseId(place)])];
    return h("li", null, h("a", { ...props, "aria-current": one === name ? "page" : null }, words));
  });
  replace(node, h("ul", { class: "dev-plain" }, links));
  if (focused) {
    node.querySelector("[aria-current]")?.focus();
  }
}

function stageTools(world, look, draw) {
  const reader = h(
    "select",
    null,
    world.people.map((person) => h("option", { value: person.id }, `${person.name}, ${person.tz}`)),
  );
  reader.addEventListener("change", () => {
    look.reader = world.people.find((person) => person.id === reader.value);
    draw();
  });
  const narrow = h("input", { type: "checkbox" });
  narrow.addEventListener("change", () => {
    look.isNarrow = narrow.checked;
    draw();
  });
  const asOnPhone = h("label", null, narrow, " as on a phone");
  return h("div", { class: "sheet-tools" }, h("label", null, "Seen by ", reader), asOnPhone);
}
