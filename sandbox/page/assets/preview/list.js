/** The left side: areas, the templates in each, and a filter that searches names and wording. */

import { h, replace } from "../dom.js";
import { caseId, formatPlace, templatesOf } from "./place.js";

const ABBREVIATED = new Set(["pdsa"]);
const TYPING_MS = 250;
const TELLING = {
  differs: "differs from its golden file",
  error: "has an error",
  none: "has no golden file",
};

/**
 * @param {{areas: Array}} index
 * @param {function(string): Promise<{found: string[]}>} search which cases say these words
 * @returns {Object} `element`; `head` to put buttons into; `mark(place)`; `takeStates(states)`, `states()`;
 *   `beside(place, step)`, the case next to one among those listed; `focusFilter()`
 */
export function templateList(index, search) {
  const look = { words: "", found: null, states: {}, place: null };
  const words = "Filter by words";
  const filter = h("input", { type: "search", placeholder: words, "aria-label": words });
  const count = h("p", { class: "preview-count dev-muted", role: "status" });
  const areas = h("div", { class: "preview-areas" });
  const head = h("div", { class: "preview-title" }, h("h1", null, h("a", { href: "#/preview" }, "Preview")));
  const element = h("nav", { class: "preview-nav", "aria-label": "Templates" }, head, filter, count, areas);
  let timer = 0;

  function draw() {
    const shown = index.areas.map((area) => ({ ...area, templates: area.templates.filter(isWanted) }));
    const cases = listedCases();
    count.textContent = `${cases.length} of ${countCases(index)} cases`;
    replace(areas, shown.filter((area) => area.templates.length > 0).map((area) => areaNode(area, look)));
    bringIntoView(areas, areas.querySelector("[aria-current]"));
  }

  function isWanted(template) {
    return casesWanted(template, look).length > 0;
  }

  function listedCases() {
    return templatesOf(index).flatMap((of) =>
      casesWanted(of, look).map((name) => ({ template: of.name, name })),
    );
  }

  function type() {
    look.words = filter.value.trim().toLowerCase();
    look.found = null;
    clearTimeout(timer);
    if (look.words !== "") {
      timer = setTimeout(searchWords, TYPING_MS);
    }
    draw();
  }

  async function searchWords() {
    const { words } = look;
    const { found } = await search(words).catch(() => ({ found: [] }));
    if (words === look.words) {
      look.found = new Set(found);
      draw();
    }
  }

  filter.addEventListener("input", type);

  return {
    element,
    head,
    states: () => look.states,
    focusFilter: () => filter.focus(),
    mark: (place) => {
      look.place = place;
      draw();
    },
    takeStates: (states) => {
      look.states = states;
      draw();
    },
    beside: (place, step) => {
      const cases = listedCases();
      const at = place ? cases.findIndex((one) => caseId(one) === caseId(place)) : -1;
      return cases[(at + step + cases.length) % cases.length] ?? place ?? { template: "", name: "" };
    },
  };
}

/** The cases that the filter leaves: all if the template's name fits, else those whose name or words do. */
function casesWanted(template, { words, found }) {
  const fits = (name) => words.split(/\s+/).every((word) => name.includes(word));
  if (words === "" || fits(template.name)) {
    return template.cases;
  }
  return template.cases.filter((name) => {
    const id = caseId({ template: template.name, name });
    return fits(id) || found?.has(id);
  });
}

function countCases(index) {
  return templatesOf(index).reduce((sum, template) => sum + template.cases.length, 0);
}

function areaNode({ name, templates }, look) {
  const items = templates.map((template) => templateItem(template, look));
  return h("section", null, h("h2", null, areaTitle(name)), h("ul", { class: "dev-plain" }, items));
}

function areaTitle(name) {
  return ABBREVIATED.has(name) ? name.toUpperCase() : name[0].toUpperCase() + name.slice(1);
}

function templateItem(template, look) {
  const cases = casesWanted(template, look);
  const isCurrent = look.place?.template === template.name;
  const state = worstState(template, look.states);
  const link = { href: formatPlace({ template: template.name, name: cases[0] }), class: "preview-template" };
  return h(
    "li",
    null,
    h(
      "a",
      { ...link, "aria-current": isCurrent ? "true" : null },
      h("span", { class: "preview-name" }, template.title),
      stateMark(state),
      h("span", { class: "dev-muted preview-number" }, cases.length),
    ),
  );
}

function worstState({ name, cases }, states) {
  const own = new Set(cases.map((one) => states[caseId({ template: name, name: one })]));
  return ["error", "differs", "none"].find((state) => own.has(state)) ?? null;
}

/** A dot that says how a case or a template stands to its golden files; nothing where all is the same. */
export function stateMark(state) {
  const words = TELLING[state];
  const props = { class: `state-mark is-${state}`, role: "img", "aria-label": words, title: words };
  return words ? h("span", props) : null;
}

function bringIntoView(box, node) {
  const around = box.getBoundingClientRect();
  const own = node?.getBoundingClientRect();
  if (own && (own.top < around.top || own.bottom > around.bottom)) {
    node.scrollIntoView({ block: "center" });
  }
}
