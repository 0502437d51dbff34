/** Native charts: drawn for the eye, and the same numbers as a table for screen readers. */

import { h, replace, svg } from "../dom.js";
import { axisOf, written } from "./scales.js";

const WIDTH = { least: 260, most: 640 };
const HEIGHT = 240;
const CHARACTER_PX = 6.4;
const MARKERS = ["circle", "square", "triangle", "diamond", "cross", "ring"];

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

// --- lines, bars, areas: series over categories

function drawSeries(plot, data, width, title) {
  const frame = frameOf(data, width);
  const picture = svg("svg", {
    viewBox: `0 0 ${width} ${frame.height}`,
    "aria-hidden": true,
    class: "chart-svg",
  });
  picture.append(grid(frame), ...categoryLabels(frame), ...axisTitles(data.axis_config ?? {}, frame));
  const guide = svg("line", { class: "chart-guide", y1: frame.top, y2: frame.bottom, visibility: "hidden" });
  picture.append(data.type === "bar" ? bars(frame) : svg("g"), guide);
  if (data.type !== "bar") {
    picture.append(...frame.series.map((values, nth) => line(frame, values, nth, data.type === "area")));
  }
  const tip = h("div", { class: "chart-tip", role: "status", hidden: true });
  replace(plot, picture, tip);
  reading(plot, tip, guide, frame, data, title);
}

/** Sizes and scales: where a category and a value are on the picture. */
function frameOf(data, width) {
  const categories = data.axis_config?.categories ?? [];
  const series = (data.series ?? []).map((one) => valuesOf(one, categories));
  const axis = axisOf(series.flat(), data.type !== "line");
  const left =
    14 +
    Math.max(...axis.ticks.map((tick) => written(tick).length)) * CHARACTER_PX +
    (data.axis_config?.y_label ? 18 : 0);
  const slot = (width - left - 8) / Math.max(1, categories.length);
  const longest = Math.max(...categories.map((name) => name.length)) * CHARACTER_PX;
  const isTurned = longest > slot - 4 && categories.length > 1;
  const below = (isTurned ? Math.min(longest * 0.62 + 16, 92) : 22) + (data.axis_config?.x_label ? 18 : 0);
  const [top, bottom] = [8, HEIGHT];
  return {
    categories,
    series,
    axis,
    width,
    left,
    slot,
    isTurned,
    top,
    bottom,
    height: bottom + below,
    x: (nth) => left + slot * (nth + 0.5),
    y: (value) => bottom - ((value - axis.least) / (axis.most - axis.least)) * (bottom - top),
  };
}

function valuesOf(series, categories) {
  const byLabel = new Map((series.data ?? []).map(({ label, value }) => [label, value]));
  return categories.map((category) => byLabel.get(category) ?? 0);
}

function grid(frame) {
  const group = svg("g", { class: "chart-grid" });
  for (const tick of frame.axis.ticks) {
    const y = frame.y(tick);
    const kind = tick === 0 ? "chart-zero" : null;
    group.append(svg("line", { x1: frame.left, x2: frame.width - 8, y1: y, y2: y, class: kind }));
    group.append(svg("text", { x: frame.left - 8, y: y + 4, "text-anchor": "end" }, written(tick)));
  }
  return group;
}

function categoryLabels(frame) {
  const y = frame.bottom + 16;
  return frame.categories.map((name, nth) => {
    const x = frame.x(nth);
    const turned = { x: x + 4, y, "text-anchor": "end", transform: `rotate(-38 ${x + 4} ${y})` };
    return svg(
      "text",
      { class: "chart-label", ...(frame.isTurned ? turned : { x, y, "text-anchor": "middle" }) },
      name,
    );
  });
}

function axisTitles({ x_label: across, y_label: up }, frame) {
  const middle = (frame.top + frame.bottom) / 2;
  const x = { x: (frame.left + frame.width) / 2, y: frame.height - 4, "text-anchor": "middle" };
  const y = { x: 12, y: middle, "text-anchor": "middle", transform: `rotate(-90 12 ${middle})` };
  return [
    across && svg("text", { class: "chart-axis", ...x }, across),
    up && svg("text", { class: "chart-axis", ...y }, up),
  ].filter(Boolean);
}

function bars(frame) {
  const group = svg("g");
  const width = Math.min(44, (frame.slot * 0.72) / frame.series.length);
  const zero = frame.y(Math.max(frame.axis.least, 0));
  frame.series.forEach((values, nth) => {
    const offset = (nth - frame.series.length / 2) * width;
    values.forEach((value, category) => {
      const y = frame.y(value);
      const at = { x: frame.x(category) + offset + 0.5, y: Math.min(y, zero), width: Math.max(1, width - 1) };
      group.append(
        svg("rect", { ...at, height: Math.max(1, Math.abs(zero - y)), rx: 2, class: `fill-${nth + 1}` }),
      );
    });
  });
  return group;
}

function line(frame, values, nth, isArea) {
  const points = values.map((value, category) => [frame.x(category), frame.y(value)]);
  const path = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ");
  const group = svg("g", { class: `series-${nth + 1}` });
  if (isArea) {
    const floor = frame.y(Math.max(frame.axis.least, 0));
    const around = `${points[0][0]},${floor} ${path} ${points.at(-1)[0]},${floor}`;
    group.append(svg("polygon", { points: around, class: "chart-fill" }));
  }
  group.append(
    svg("polyline", { points: path, class: "chart-line" }),
    ...points.map(([x, y]) => marker(MARKERS[nth], x, y)),
  );
  return group;
}

/** Each series has a shape of its own: colour alone would tell some readers nothing. */
function marker(shape, x, y) {
  const r = 4;
  const corners = {
    square: [
      [-r, -r],
      [r, -r],
      [r, r],
      [-r, r],
    ],
    triangle: [
      [0, -r - 1],
      [r + 1, r],
      [-r - 1, r],
    ],
    diamond: [
      [0, -r - 1],
      [r + 1, 0],
      [0, r + 1],
      [-r - 1, 0],
    ],
    cross: [
      [-1.5, -r],
      [1.5, -r],
      [1.5, -1.5],
      [r, -1.5],
      [r, 1.5],
      [1.5, 1.5],
      [1.5, r],
      [-1.5, r],
      [-1.5, 1.5],
      [-r, 1.5],
      [-r, -1.5],
      [-1.5, -1.5],
    ],
  }[shape];
  if (!corners) {
    return svg("circle", {
      cx: x,
      cy: y,
      r,
      class: shape === "ring" ? "chart-marker chart-ring" : "chart-marker",
    });
  }
  return svg("polygon", {
    class: "chart-marker",
    points: corners.map(([dx, dy]) => `${x + dx},${y + dy}`).join(" "),
  });
}

// --- reading values: by pointing, or with the arrows

function reading(plot, tip, guide, frame, data, title) {
  let shown = -1;
  plot.tabIndex = 0;
  plot.setAttribute("role", "group");
  plot.setAttribute("aria-label", `Chart: ${title}. Arrow keys read its values.`);

  function show(nth) {
    shown = Math.max(0, Math.min(nth, frame.categories.length - 1));
    const x = frame.x(shown);
    guide.setAttribute("x1", x);
    guide.setAttribute("x2", x);
    guide.setAttribute("visibility", "visible");
    replace(
      tip,
      h("strong", null, frame.categories[shown]),
      data.series.map((one, index) => tipLine(one, frame.series[index][shown], index)),
    );
    tip.hidden = false;
    const scale = plot.clientWidth / frame.width || 1;
    const half = tip.offsetWidth / 2;
    tip.style.left = `${Math.max(half, Math.min(x * scale, plot.clientWidth - half))}px`;
  }

  function hide() {
    tip.hidden = true;
    guide.setAttribute("visibility", "hidden");
  }

  plot.onpointermove = (event) => {
    const scale = plot.clientWidth / frame.width || 1;
    const x = (event.clientX - plot.getBoundingClientRect().left) / scale;
    show(Math.floor((x - frame.left) / frame.slot));
  };
  plot.onpointerleave = () => document.activeElement !== plot && hide();
  plot.onfocus = () => plot.matches(":focus-visible") && show(Math.max(0, shown));
  plot.onblur = hide;
  plot.onkeydown = (event) => {
    const next = { ArrowRight: shown + 1, ArrowLeft: shown - 1, Home: 0, End: frame.categories.length - 1 }[
      event.key
    ];
    if (next !== undefined) {
      event.preventDefault();
      show(next);
    }
  };
}

function tipLine(one, value, nth) {
  return h("span", { class: "chart-tip-line" }, swatch(nth), `${one.name}: ${written(value)}`);
}

// --- pie

function drawPie(plot, data, width) {
  const segments = data.segments ?? [];
  const whole = segments.reduce((sum, { value }) => sum + value, 0);
  const [size, r] = [HEIGHT - 20, (HEIGHT - 28) / 2];
  const picture = svg("svg", {
    viewBox: `0 0 ${size} ${size}`,
    "aria-hidden": true,
    class: "chart-svg chart-pie-svg",
  });
  let from = -Math.PI / 2;
  segments.forEach(({ label, value }, nth) => {
    const to = from + (value / whole) * 2 * Math.PI;
    picture.append(slice(size / 2, r, from, to, nth, `${label}: ${written(value)}`));
    from = to;
  });
  picture.setAttribute("width", String(Math.min(size, width)));
  replace(plot, picture);
}

function slice(middle, r, from, to, nth, said) {
  const at = (angle) => `${middle + r * Math.cos(angle)} ${middle + r * Math.sin(angle)}`;
  const kind = `chart-slice fill-${nth + 1}`;
  const title = svg("title", null, said);
  if (to - from > 2 * Math.PI - 0.001) {
    return svg("circle", { cx: middle, cy: middle, r, class: kind }, title);
  }
  const isWide = to - from > Math.PI ? 1 : 0;
  const path = `M ${middle} ${middle} L ${at(from)} A ${r} ${r} 0 ${isWide} 1 ${at(to)} Z`;
  return svg("path", { d: path, class: kind }, title);
}

// --- legends and tables

function swatch(nth) {
  const picture = svg("svg", {
    viewBox: "0 0 12 12",
    width: 12,
    height: 12,
    class: `series-${nth + 1} swatch-svg`,
    "aria-hidden": true,
  });
  picture.append(marker(MARKERS[nth], 6, 6));
  return picture;
}

function square(nth) {
  const picture = svg("svg", {
    viewBox: "0 0 12 12",
    width: 12,
    height: 12,
    class: "swatch-svg",
    "aria-hidden": true,
  });
  picture.append(svg("rect", { width: 12, height: 12, rx: 2, class: `fill-${nth + 1}` }));
  return picture;
}

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
