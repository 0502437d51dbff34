/** What can be read on the page, in the order in which `sandbox.reading.Reader` reads the payload. */

const BLOCKISH = new Set(["BLOCKQUOTE", "DIV", "LI", "P", "PRE", "UL", "OL"]);
const OURS = new Set(["Choose one", "Choose some"]); // what an empty menu says of itself
const READERS = {
  section: (root) => [
    ...lines(root, ".section-body > .text"),
    ...lines(root, ".field"),
    ...controls(root.querySelector(".accessory")),
  ],
  input: (root) => [label(root), ...lines(root, ".hint"), ...controls(root.firstElementChild)],
  actions: (root) => controls(root.querySelector(".actions")),
  context: (root) => [...root.querySelector(".context").children].map(wordsIn),
  data_table: (root) => [wordsIn(root.querySelector("caption")), ...rows(root)],
  data_visualization: chart,
};

/** All blocks below `root`, a line for each piece. */
export function readBlocks(root) {
  const pieces = [...root.querySelectorAll(".block")].flatMap((block) =>
    (READERS[block.dataset.block] ?? whole)(block),
  );
  return pieces.filter(Boolean).join("\n");
}

/** The text of a node: emoji by name, a line of its own for whatever is a block. */
export function wordsIn(node) {
  if (node.nodeType === Node.TEXT_NODE) {
    return node.data;
  }
  if (node.dataset?.emoji) {
    return node.dataset.emoji;
  }
  const inner = [...node.childNodes].map(wordsIn).join("");
  return BLOCKISH.has(node.nodeName) ? `\n${inner}\n` : inner;
}

function whole(root) {
  return [wordsIn(root)];
}

function lines(root, selector) {
  return [...root.querySelectorAll(selector)].map(wordsIn);
}

function label(root) {
  return wordsIn(root.querySelector(".label > span:not(.optional)"));
}

function controls(root) {
  const found =
    root?.querySelectorAll(".button:not(.overflow-button), .combobox-input, .field-input, .choice-text") ??
    [];
  return [...found]
    .flatMap(faces)
    .filter(Boolean)
    .map((face) => `[${face}]`);
}

function faces(node) {
  if (node.matches(".combobox-input")) {
    const { key } = node.closest("[data-control]").dataset;
    return [OURS.has(node.placeholder) ? "" : node.placeholder, isOfOptions(node, key) ? node.value : ""];
  }
  if (node.matches(".field-input")) {
    return [node.dataset.placeholder ?? node.placeholder];
  }
  return [wordsIn(node)];
}

/** Of menus of people and channels the reader says nothing but their placeholder. */
function isOfOptions(node) {
  return node.closest("[data-menu]")?.dataset.menu === "options";
}

function rows(root) {
  return [...root.querySelectorAll("table tr")].map((row) => [...row.children].map(cell).join(" | "));
}

function cell(node) {
  return wordsIn(node.querySelector(".sort") ?? node).trim();
}

function chart(root) {
  const [head, ...body] = [...root.querySelectorAll(".chart-numbers tr")].map((row) =>
    [...row.children].map(wordsIn),
  );
  const series = body.map(
    ([name, ...values]) => `${name}: ${values.map((value, nth) => `${head[nth + 1]} ${value}`).join(", ")}`,
  );
  const segments = body.map(([name, value]) => `${name}: ${value}`);
  return [wordsIn(root.querySelector(".chart-title")), ...(head[0] === "Part" ? segments : series)];
}
