/** Making elements. Text from people only ever becomes text nodes here, and addresses are looked at first. */

const PROPERTIES = new Set([
  "value",
  "checked",
  "selected",
  "indeterminate",
  "disabled",
  "readOnly",
  "hidden",
]);
const ADDRESSES = new Set(["href", "src"]);
const SAFE_ADDRESS = /^(https?:|mailto:|tel:|#|\/(?!\/)|\?|\.)/i;
const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";
const SVG = "http://www.w3.org/2000/svg";

/**
 * An element.
 * @param {string} tag
 * @param {Object|null} [props] `class`, `dataset` and `style` (objects), `on<Event>` (functions), form
 *   properties (`value`, `checked`, `disabled` …), everything else an attribute. `true` is an empty
 *   attribute; `false`, `null` and `undefined` leave it out. An `href` or `src` that is neither ours nor
 *   http(s), mailto, tel is left out.
 * @param {...(Node|string|number|Array|null|false)} children strings become text nodes; nothing is read as
 *   HTML
 * @returns {HTMLElement}
 */
export function h(tag, props, ...children) {
  return filled(document.createElement(tag), props, children);
}

/** An SVG element, made like `h`. */
export function svg(tag, props, ...children) {
  return filled(document.createElementNS(SVG, tag), props, children);
}

/** Puts `children` (as in `h`) in the place of what `node` holds; answers `node`. */
export function replace(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

/** Whether a link may lead to `address`: ours, http(s), mailto or tel; never `javascript:` or `data:`. */
function isSafeAddress(address) {
  return SAFE_ADDRESS.test(String(address).trim());
}

/** A number for ids that are unlike all others on this page, such as for `aria-describedby`. */
export const uniqueId = counter();

/** Puts `after` in the place of `before`; the focus, if it was inside, goes to what stands where it was. */
export function swap(before, after) {
  const place = focusables(before).indexOf(document.activeElement);
  before.replaceWith(after);
  focusNth(after, place);
}

/** Draws what is in `node` anew; the focus, if it was inside, goes to what stands where it was. */
export function redraw(node, ...children) {
  const place = focusables(node).indexOf(document.activeElement);
  replace(node, ...children);
  focusNth(node, place);
  return node;
}

function focusables(node) {
  return [node, ...node.querySelectorAll(FOCUSABLE)];
}

function focusNth(node, place) {
  const all = focusables(node);
  if (place >= 0) {
    all[Math.min(place, all.length - 1)].focus({ preventScroll: true });
  }
}

function filled(node, props, children) {
  for (const [name, value] of Object.entries(props ?? {})) {
    setProp(node, name, value);
  }
  node.append(...flat(children));
  return node;
}

function setProp(node, name, value) {
  if (value === null || value === undefined) {
    return;
  }
  if (name.startsWith("on") && typeof value === "function") {
    node.addEventListener(name.slice(2).toLowerCase(), value);
  } else if (name === "dataset" || name === "style") {
    setStyleOrData(node[name], value);
  } else if (PROPERTIES.has(name)) {
    node[name] = value;
  } else if (value !== false && !(ADDRESSES.has(name) && !isSafeAddress(value))) {
    node.setAttribute(name, value === true && !name.startsWith("aria-") ? "" : String(value));
  } else if (value === false && name.startsWith("aria-")) {
    node.setAttribute(name, "false");
  }
}

function setStyleOrData(target, values) {
  for (const [name, value] of Object.entries(values)) {
    if (name.startsWith("--")) {
      target.setProperty(name, value);
    } else {
      target[name] = value;
    }
  }
}

function flat(children) {
  const wanted = children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false);
  return wanted.map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

function counter() {
  let last = 0;
  return (prefix = "id") => `${prefix}-${(last += 1)}`;
}
