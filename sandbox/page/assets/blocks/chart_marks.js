/** The shapes and colours by which series are told apart. */

import { svg } from "../dom.js";

/** Around a point; a shape without corners is a circle. */
const CORNERS = [
  null,
  "-4,-4 4,-4 4,4 -4,4",
  "0,-5 5,4 -5,4",
  "0,-5 5,0 0,5 -5,0",
  "-1.5,-4 1.5,-4 1.5,-1.5 4,-1.5 4,1.5 1.5,1.5 1.5,4 -1.5,4 -1.5,1.5 -4,1.5 -4,-1.5 -1.5,-1.5",
  "0,5 5,-4 -5,-4",
];

/** The mark of the `nth` series at a point: each has its own shape, since colour alone tells some nothing. */
export function marker(nth, x, y) {
  const points = CORNERS[nth % CORNERS.length];
  const at = { class: "chart-marker", transform: `translate(${x.toFixed(1)} ${y.toFixed(1)})` };
  return points ? svg("polygon", { ...at, points }) : svg("circle", { ...at, r: 4 });
}

/** What a legend shows of a line. */
export function swatch(nth) {
  const picture = svg("svg", {
    viewBox: "0 0 12 12",
    width: 12,
    height: 12,
    class: `series-${nth + 1} swatch-svg`,
    "aria-hidden": true,
  });
  picture.append(marker(nth, 6, 6));
  return picture;
}

/** What a legend shows of a bar or slice. */
export function square(nth) {
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
