/** Lines, bars and areas over shared categories. */

import { h, replace, svg } from "../dom.js";
import { marker } from "./chart_marks.js";
import { readValues } from "./chart_reading.js";
import { axisOf, written } from "./scales.js";

const HEIGHT = 240;
const CHARACTER_PX = 6.4;

/** Draws the chart into `plot`, `width` pixels wide, and makes its values readable. */
export function drawSeries(plot, data, width, title) {
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
  readValues(plot, tip, guide, frame, data, title);
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

/** A series' values in the order of the categories. */
export function valuesOf(series, categories) {
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
    ...points.map(([x, y]) => marker(nth, x, y)),
  );
  return group;
}
