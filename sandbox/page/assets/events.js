/** What each live event does to what the page knows. */

import { changesOf } from "./changes.js";
import { workspaceChanges } from "./store.js";

/** Has the store follow the live line. */
export function followEvents({ store, live, places }) {
  const show = (event) => {
    places.heard(event);
    store.set(changesOf(store.state, event, places.isAtEnd()));
  };
  const reactions = {
    hello: (event) => {
      store.set({ ...workspaceChanges(event.workspace), ...helloChanges(event) });
      places.arrive(event.as);
    },
    message: show,
    home: show,
    sidebar: (event) => {
      store.set({ sidebar: event.sidebar });
      places.follow();
    },
    modals: (event) => store.set({ modals: event.views }),
    workspace: (event) => store.set(workspaceChanges(event.workspace)),
    clock: (event) => store.set({ clock: received(event.clock) }),
    guide: (event) => store.set({ guide: event.guide }),
    scenarios: (event) => store.set({ scenarios: event.scenarios }),
    planned: () => store.set({ planned: null }),
    reset: places.startOver,
    error: (event) => store.set({ notice: { sentence: event.error.sentence, isTrouble: true } }),
  };
  for (const [type, react] of Object.entries(reactions)) {
    live.on(type, react);
  }
}

/** A Clock as it came, with the moment of this machine at which it was right. */
function received(clock) {
  return clock ? { ...clock, receivedAt: performance.now() } : null;
}

function helloChanges({ sidebar, modals, clock = null, guide = null, scenarios = null }) {
  return { sidebar, modals, clock: received(clock), guide, scenarios, planned: null };
}
