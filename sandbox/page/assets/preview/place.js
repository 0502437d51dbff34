/** Where one is in the preview: `#/preview/convenings/reminder/usual`. */

const PLACE = /^#\/preview\/([^/]+\/[^/]+)(?:\/([^/]+))?$/;

/**
 * The case an address names; the first one of its template if it names none.
 * @param {string} hash
 * @param {{areas: Array}} index
 * @returns {{template: string, name: string, of: Object}|null} `of` is the template's entry; null for no case
 */
export function parsePlace(hash, index) {
  const [, template, name] = PLACE.exec(decodeURI(hash)) ?? [];
  const of = templatesOf(index).find((one) => one.name === template);
  if (!of) {
    return null;
  }
  return { template, name: of.cases.includes(name) ? name : of.cases[0], of };
}

/** The address of a case; the opposite of `parsePlace`. */
export function formatPlace({ template, name }) {
  return `#/preview/${template}/${name}`;
}

/** What a case is called in states and findings. */
export function caseId({ template, name }) {
  return `${template}.${name}`;
}

/** All templates, in the order of the list. */
export function templatesOf(index) {
  return index.areas.flatMap((area) => area.templates);
}
