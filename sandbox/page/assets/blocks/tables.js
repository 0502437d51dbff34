/** Tables: the plain one, and the one that sorts, searches and turns pages. */

import { h, replace, uniqueId } from "../dom.js";
import { renderPlain } from "./mrkdwn.js";
import { renderRichText } from "./rich_text.js";

const PAGE_SIZE = 5;
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** The `table` block; its first row is its header. */
export function table(block, ctx) {
  const settings = block.column_settings ?? [];
  const [first = [], ...rest] = block.rows ?? [];
  const kind = (index) => cellKind(settings[index]);
  const head = h(
    "tr",
    null,
    first.map((cell, index) => h("th", { scope: "col", class: kind(index) }, cellNodes(cell, ctx))),
  );
  const body = rest.map((row) =>
    h(
      "tr",
      null,
      row.map((cell, index) => h("td", { class: kind(index) }, cellNodes(cell, ctx))),
    ),
  );
  return scrolling("Table", h("table", { class: "table" }, h("thead", null, head), h("tbody", null, body)));
}

function cellKind({ align, is_wrapped: isWrapped } = {}) {
  const kinds = [align && align !== "left" ? `cell-${align}` : "", isWrapped ? "cell-wrapped" : ""];
  return kinds.filter(Boolean).join(" ") || null;
}

function scrolling(label, inner) {
  return h("div", { class: "table-scroll", role: "region", "aria-label": label, tabindex: "0" }, inner);
}

function cellNodes(cell, ctx) {
  if (cell.type === "rich_text") {
    return renderRichText(cell, ctx);
  }
  return renderPlain(cell.text ?? String(cell.value ?? ""), ctx);
}

/** The `data_table` block: pages of `page_size` rows, sorted by any column, filtered by any words. */
export function dataTable(block, ctx) {
  const [first = [], ...rest] = block.rows ?? [];
  const size = block.page_size ?? PAGE_SIZE;
  const rows = rest.map((cells, order) => dataRow(cells, order, block.row_header_column_index ?? 0, ctx));
  const state = { column: null, isDown: false, words: [], page: 0 };
  const body = h("tbody");
  const count = h("span", { class: "pager-count", "aria-live": "polite" });
  const turn = (step) => {
    state.page += step;
    draw();
  };
  const before = pageButton("Previous", () => turn(-1));
  const after = pageButton("Next", () => turn(1));
  const heads = first.map((cell, index) => headCell(cell, ctx, isNumeric(rows, index), () => sortBy(index)));

  function sortBy(index) {
    const isAgain = state.column === index;
    Object.assign(state, isAgain && state.isDown ? { column: null } : { column: index, isDown: isAgain }, {
      page: 0,
    });
    draw();
  }

  function draw() {
    const found = sorted(
      rows.filter((row) => state.words.every((word) => row.words.includes(word))),
      state,
    );
    const pages = Math.max(1, Math.ceil(found.length / size));
    state.page = Math.max(0, Math.min(state.page, pages - 1));
    const from = state.page * size;
    // Rows of other pages stay in the table, hidden: nothing is made anew when pages turn.
    const shown = new Set(found.slice(from, from + size));
    rows.forEach((row) => (row.node.hidden = !shown.has(row)));
    body.append(...found.map((row) => row.node));
    heads.forEach((head, index) => head.setAttribute("aria-sort", sortOf(state, index)));
    replace(count, counted(from, shown.size, found.length, rows.length));
    before.disabled = state.page === 0;
    after.disabled = state.page >= pages - 1;
  }

  const whole = h(
    "table",
    { class: "table data-table" },
    h("caption", { dir: "auto" }, renderPlain(block.caption, ctx)),
  );
  whole.append(h("thead", null, h("tr", null, heads)), body);
  const search =
    rows.length > size &&
    searchField(block.caption, (words) => {
      Object.assign(state, { words, page: 0 });
      draw();
    });
  const pager = rows.length > size && h("div", { class: "pager" }, before, count, after);
  body.append(...rows.map((row) => row.node));
  draw();
  return h(
    "div",
    { class: "data-table-block" },
    search,
    scrolling(String(block.caption ?? "Table"), whole),
    pager,
  );
}

function dataRow(cells, order, headIndex, ctx) {
  const node = h(
    "tr",
    null,
    cells.map((cell, index) => {
      const tag = index === headIndex ? "th" : "td";
      const kind = cell.type === "raw_number" ? "cell-right cell-number" : null;
      return h(tag, { scope: tag === "th" ? "row" : null, class: kind, dir: "auto" }, cellNodes(cell, ctx));
    }),
  );
  return { node, order, cells, words: node.textContent.toLocaleLowerCase() };
}

function isNumeric(rows, index) {
  return rows.every(({ cells }) => cells[index]?.type === "raw_number");
}

function headCell(cell, ctx, isRight, onSort) {
  const button = h("button", { type: "button", class: "sort", onClick: onSort }, cellNodes(cell, ctx));
  button.append(h("span", { class: "sort-arrow", "aria-hidden": true }));
  return h("th", { scope: "col", class: isRight ? "cell-right" : null, "aria-sort": "none" }, button);
}

function sortOf(state, index) {
  return state.column !== index ? "none" : state.isDown ? "descending" : "ascending";
}

function sorted(rows, { column, isDown }) {
  const compare = (one, other) =>
    column === null ? 0 : compareCells(one, other, column) * (isDown ? -1 : 1);
  return [...rows].sort((one, other) => compare(one, other) || one.order - other.order);
}

function compareCells(one, other, column) {
  const [a, b] = [one.cells[column], other.cells[column]];
  if (a.type === "raw_number" && b.type === "raw_number") {
    return a.value - b.value;
  }
  return collator.compare(cellWords(one, column), cellWords(other, column));
}

function cellWords(row, column) {
  return row.node.children[column].textContent;
}

function counted(from, shown, found, all) {
  const where = shown > 0 ? `${from + 1}–${from + shown} of ${found}` : "No rows";
  return found < all ? `${where} (${all} in all)` : where;
}

function pageButton(name, onClick) {
  return h("button", { type: "button", class: "button button-small", onClick }, name);
}

function searchField(caption, onWords) {
  const id = uniqueId("search");
  const field = h("input", {
    id,
    type: "search",
    class: "field-input table-search",
    placeholder: "Search",
    autocomplete: "off",
  });
  field.setAttribute("aria-label", `Search in ${caption ?? "the table"}`);
  field.addEventListener("input", () =>
    onWords(field.value.toLocaleLowerCase().split(/\s+/).filter(Boolean)),
  );
  return field;
}
