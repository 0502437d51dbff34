/** What blocks need to know, taken from the store. */

import { worldNow, zoneOf } from "../worldtime.js";

/**
 * A `ctx` for `renderBlocks`.
 * @param {Object} store · `api`: see store.js and api.js
 * @param {Object} more `place`, `values`, `errors` and whatever else the place adds or replaces
 */
export function blocksContext(store, api, more) {
  const { state } = store;
  return {
    me: { id: state.me, tz: zoneOf(state) },
    people: state.people,
    channels: state.channels,
    emoji: state.emoji,
    conversations: choosable(state),
    now: () => worldNow(state),
    act: (body) => api.act(body),
    ...more,
  };
}

function choosable({ sidebar }) {
  if (!sidebar) {
    return undefined;
  }
  const joinable = (sidebar.joinable ?? []).map((one) => ({ kind: "channel", ...one }));
  return [...(sidebar.conversations ?? []), ...joinable];
}
