/** What stands on the right while no template is chosen. */

import { h } from "../dom.js";
import { muted } from "../developer/parts.js";
import { caseId, formatPlace, templatesOf } from "./place.js";

/**
 * @param {{areas: Array, has_goldens: boolean}} index
 * @param {Object<string, string|null>} states empty until they are known
 */
export function overview(index, states) {
  const templates = templatesOf(index);
  const cases = templates.flatMap((of) => of.cases.map((name) => ({ template: of.name, name })));
  const inState = (state) => cases.filter((place) => states[caseId(place)] === state);
  return h(
    "div",
    { class: "preview-overview" },
    h("h2", null, "Everything Convener says"),
    h(
      "p",
      null,
      `${templates.length} templates in ${cases.length} cases, with sample data. Choose one on the left. `,
      "Templates are read again at each look: edit a .j2 file, save, and see the new wording here.",
    ),
    muted(keys()),
    index.has_goldens ? null : muted("There are no golden files here to compare with."),
    group("Templates with an error", inState("error")),
    group("Other than their golden files", inState("differs")),
    group("Without a golden file", inState("none")),
  );
}

function keys() {
  const key = (name) => h("kbd", null, name);
  return [key("j"), " and ", key("k"), " go through the cases, ", key("/"), " filters."];
}

function group(title, cases) {
  if (cases.length === 0) {
    return null;
  }
  const link = (place) => h("a", { href: formatPlace(place) }, `${place.template}, ${place.name}`);
  const items = cases.map((place) => h("li", null, link(place)));
  return h("section", null, h("h3", null, `${title}: ${cases.length}`), h("ul", null, items));
}
