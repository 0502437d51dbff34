/** What is said in passing at the foot of the page, and that the line to the server is lost. */

import { h, replace } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = 5000;

/** The place of notices; each goes by itself, or when it is put away. */
export function noticePlace({ store }) {
  const node = h("div", { class: "notices", role: "status" });
  let timer = 0;
  const close = () => store.set({ notice: null });
  store.subscribe(["notice"], ({ notice }) => {
    clearTimeout(timer);
    replace(node, notice && noticeCard(notice, close));
    timer = notice ? setTimeout(close, notice.isTrouble ? 2 * SHOWN_MS : SHOWN_MS) : 0;
  });
  return node;
}

/** A quiet word while the server cannot be heard. */
export function connectionWord({ store }) {
  const node = h("div", { class: "connection", role: "status" });
  store.subscribe(["connection"], ({ connection }) => {
    replace(node, connection === "lost" && h("span", { class: "connection-word" }, "Reconnecting…"));
  });
  return node;
}

function noticeCard({ sentence, isTrouble }, close) {
  return h(
    "div",
    { class: isTrouble ? "notice notice-trouble" : "notice" },
    h("span", null, sentence),
    h(
      "button",
      { type: "button", class: "tool", "aria-label": "Put this notice away", onClick: close },
      icon("close"),
    ),
  );
}
