/** Small line drawings. They say nothing by themselves: whoever uses one gives its button a name. */

import { svg } from "./dom.js";

const PATHS = {
  add: "M8 3v10M3 8h10",
  archive: "M2.5 3h11v3h-11zM3.5 6v7h9V6M6.5 9h3",
  arrow: "M8 3v10M4 9l4 4 4-4",
  back: "M10 3 5 8l5 5",
  bolt: "M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z",
  chevron: "M4 6l4 4 4-4",
  clock: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 4.8V8l2.3 1.6",
  close: "M4 4l8 8M12 4l-8 8",
  code: "M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5",
  compass: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM10.7 5.3 9.2 9.2l-3.9 1.5 1.5-3.9z",
  edit: "M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3zM9.3 4.4l2.3 2.3",
  eye:
    "M1.5 8S4 3.8 8 3.8 14.5 8 14.5 8 12 12.2 8 12.2 1.5 8 1.5 8z" +
    "M8 6.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z",
  file: "M4 1.8h5L12 5v9.2H4zM9 1.8V5h3",
  hash: "M6.3 2.5 5 13.5M11 2.5 9.7 13.5M3 6h10.5M2.5 10H13",
  home: "M2.5 7.5 8 3l5.5 4.5M4 6.5v6.7h8V6.5M6.7 13v-3.5h2.6V13",
  info: "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM8 7.3v3.9M8 4.8v.2",
  link:
    "M6.8 9.2a2.4 2.4 0 0 0 3.4 0l2.3-2.3a2.4 2.4 0 0 0-3.4-3.4l-.8.8" +
    "M9.2 6.8a2.4 2.4 0 0 0-3.4 0L3.5 9.1a2.4 2.4 0 0 0 3.4 3.4l.8-.8",
  list: "M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.2M2.5 8h.2M2.5 12h.2",
  lock: "M4 7.2h8v6H4zM5.6 7.2V5.4a2.4 2.4 0 0 1 4.8 0v1.8",
  menu: "M2.5 4h11M2.5 8h11M2.5 12h11",
  message: "M2.5 3.2h11v7.6H8l-3 2.7v-2.7H2.5z",
  moon: "M13 9.6A5.6 5.6 0 0 1 6.4 3a5.6 5.6 0 1 0 6.6 6.6z",
  more: "M3.5 8h.2M7.9 8h.2M12.3 8h.2",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  people:
    "M6 3.3a2.1 2.1 0 1 1 0 4.2 2.1 2.1 0 0 1 0-4.2z" +
    "M1.8 12.8c.3-2.4 2-3.7 4.2-3.7s3.9 1.3 4.2 3.7M10.5 3.6a2 2 0 0 1 0 3.7" +
    "M12 9.5c1.3.5 2.1 1.6 2.3 3.3",
  play: "M5 3.2v9.6L12.5 8z",
  search: "M7 2.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4zM10.2 10.2l3.3 3.3",
  send: "M2.5 8 13.5 2.8 10 13.4 7.8 8.8z",
  skip: "M3.5 3.5v9L9.5 8zM12 3.5v9",
  smile:
    "M8 2a6 6 0 1 1 0 12A6 6 0 0 1 8 2zM5.6 9.4c.5 1 1.3 1.5 2.4 1.5s1.9-.5 2.4-1.5M6 6.4v.3" + "M10 6.4v.3",
  stack: "M8 2.2 14 5 8 7.8 2 5zM2 8l6 2.8L14 8M2 11l6 2.8 6-2.8",
  sun:
    "M8 5.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM8 1.5v1.4M8 13.1v1.4M1.5 8h1.4" +
    "M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1",
  thread: "M2.5 3h11v6.5H7L4.5 12V9.5h-2zM5 5.4h6M5 7.2h4",
  trash: "M3 4.5h10M6.3 4.5V3h3.4v1.5M4.2 4.5l.6 8.7h6.4l.6-8.7M6.7 7v3.8M9.3 7v3.8",
};

/**
 * A drawing of 16 by 16, in the colour of the text.
 * @param {keyof PATHS} name
 */
export function icon(name) {
  return svg(
    "svg",
    { class: `icon icon-${name}`, viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" },
    svg("path", { d: PATHS[name] }),
  );
}
