/** Reading a chart's values: by pointing at a category, or with the arrows. */

import { h, replace } from "../dom.js";
import { swatch } from "./chart_marks.js";
import { written } from "./scales.js";

/** `tip` shows the values of the category pointed at, `guide` is the line through it. */
export function readValues(plot, tip, guide, frame, data, title) {
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
