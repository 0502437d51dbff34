/** Pies. */

import { replace, svg } from "../dom.js";
import { written } from "./scales.js";

const SIZE = 220;

/** Draws a pie into `plot`, at most `width` pixels wide. */
export function drawPie(plot, data, width) {
  const segments = data.segments ?? [];
  const whole = segments.reduce((sum, { value }) => sum + value, 0);
  const [size, r] = [SIZE, SIZE / 2 - 4];
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
