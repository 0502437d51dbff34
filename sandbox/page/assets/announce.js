/** What is said to screen readers in passing. Nobody sees it. */

import { h } from "./dom.js";

const polite = h("div", { class: "unseen", role: "status", "aria-live": "polite" });
const urgent = h("div", { class: "unseen", role: "alert", "aria-live": "assertive" });

/** The two live regions, to be put into the page once. */
export function announcers() {
  return [polite, urgent];
}

/** Has `sentence` read aloud when the reader comes to rest, or at once if it is urgent. */
export function announce(sentence, { isUrgent = false } = {}) {
  const region = isUrgent ? urgent : polite;
  // The same sentence twice is no change, and would not be read again.
  region.textContent = region.textContent === sentence ? `${sentence}\u00a0` : sentence;
}
