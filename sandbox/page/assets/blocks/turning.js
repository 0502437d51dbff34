/** Days turn while a page is open, faster than one sits at it: "Today" must become "Yesterday" by itself. */

import { blocksContext } from "./context.js";
import { refreshDates } from "./dates.js";

/**
 * Writes the dates on the page anew whenever the world's day is another in the acting person's zone.
 * @param {Object} store see store.js; `today` is that day
 * @returns {function()} how to stop
 */
export function keepDatesFresh(store) {
  return store.subscribe(["today", "me"], () => refreshDates(document, blocksContext(store, null, {})));
}
