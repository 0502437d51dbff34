/** Days turn while a page is open, faster than one sits at it: "Today" must become "Yesterday" by itself. */

import { blocksContext } from "./context.js";
import { formatDate, refreshDates } from "./dates.js";

/**
 * Writes the dates on the page anew whenever the world's day is another in the acting person's zone.
 * @param {Object} store see store.js
 * @returns {function()} how to stop
 */
export function keepDatesFresh(store) {
  let shown = null;
  return store.subscribe(["clock", "me"], () => {
    const ctx = blocksContext(store, { act: async () => null }, {});
    const day = `${ctx.me.tz} ${formatDate(ctx.now().getTime() / 1000, "{date_num}", ctx)}`;
    if (day !== shown) {
      shown = day;
      refreshDates(document, ctx);
    }
  });
}
