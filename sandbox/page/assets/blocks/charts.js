/** Native charts: drawn for the eye, and the same numbers as a table for screen readers. */

import { h } from "../dom.js";
import { square, swatch } from "./chart_marks.js";
import { drawPie } from "./chart_pie.js";
import { drawSeries, valuesOf } from "./chart_series.js";
import { written } from "./scales.js";

const WIDTH = { least: 260, most: 640 };

/** The `data_visualization` block: a line, bar, area or pie chart. */
export function chart(block) {
  const { chart: data = {} } = block;
  const isPie = data.type === "pie";
  const draw = isPie ? drawPie : drawSeries;
  const plot = h("div", { class: "chart-plot" });
  const figure = h(
    "figure",
    { class: "chart" },
    h("figcaption", { class: "chart-title", dir: "auto" }, block.title),
    plot,
    isPie ? pieLegend(data.segments ?? []) : legend(data.series ?? [], data.type === "bar" ? square : swatch),
    isPie ? pieTable(block.title, data.segments ?? []) : seriesTable(block.title, data),
  );
  keepDrawn(plot, (width) => draw(plot, data, width, block.title));
  return figure;
}

/** Draws for the width there is, and again when it changes. */
function keepDrawn(plot, draw) {
  let drawn = 0;
  const fit = (width) => {
    const wanted = Math.round(Math.max(WIDTH.least, Math.min(WIDTH.most, width)));
    if (wanted !== drawn) {
      drawn = wanted;
      draw(wanted);
    }
  };
  fit(WIDTH.most);
  new ResizeObserver(([entry]) => entry.contentRect.width > 0 && fit(entry.contentRect.width)).observe(plot);
}

// --- legends and tables

function legend(series, mark) {
  return h(
    "ul",
    { class: "chart-legend", "aria-hidden": true },
    series.map(({ name }, nth) => h("li", null, mark(nth), name)),
  );
}

function pieLegend(segments) {
  const whole = segments.reduce((sum, { value }) => sum + value, 0);
  const share = (value) => `${written(value)} (${Math.round((value / whole) * 100)}%)`;
  const items = segments.map(({ label, value }, nth) =>
    h("li", null, square(nth), `${label}: ${share(value)}`),
  );
  return h("ul", { class: "chart-legend", "aria-hidden": true }, items);
}

function seriesTable(title, { series = [], axis_config: axes = {} }) {
  const categories = axes.categories ?? [];
  const head = h(
    "tr",
    null,
    h("th", { scope: "col" }, axes.x_label ?? ""),
    categories.map((name) => h("th", { scope: "col" }, name)),
  );
  const rows = series.map((one) => {
    const cells = valuesOf(one, categories).map((value) => h("td", null, String(value)));
    return h("tr", null, h("th", { scope: "row" }, one.name), cells);
  });
  return hiddenTable(title, head, rows);
}

function pieTable(title, segments) {
  const head = h("tr", null, h("th", { scope: "col" }, "Part"), h("th", { scope: "col" }, "Value"));
  const rows = segments.map(({ label, value }) =>
    h("tr", null, h("th", { scope: "row" }, label), h("td", null, String(value))),
  );
  return hiddenTable(title, head, rows);
}

function hiddenTable(title, head, rows) {
  const caption = h("caption", null, `${title}, as a table`);
  return h(
    "table",
    { class: "unseen chart-numbers" },
    caption,
    h("thead", null, head),
    h("tbody", null, rows),
  );
}
