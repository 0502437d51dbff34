/** What each live event does to what the page knows. */

import { withMessage } from "./pages.js";
import { workspaceChanges } from "./store.js";

/** Has the store follow the live line. */
export function followEvents({ store, live, places }) {
  const { state } = store;
  const reactions = {
    hello: (event) => {
      store.set({ ...workspaceChanges(event.workspace), ...helloChanges(event) });
      places.arrive(event.as);
    },
    message: (event) => store.set(messageChanges(state, event, places.isAtEnd())),
    sidebar: (event) => {
      store.set({ sidebar: event.sidebar });
      places.follow();
    },
    modals: (event) => store.set({ modals: event.views }),
    home: (event) =>
      state.home?.app === event.app && store.set({ home: { app: event.app, view: event.view } }),
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
export function received(clock) {
  return clock ? { ...clock, receivedAt: performance.now() } : null;
}

function helloChanges({ sidebar, modals, clock = null, guide = null, scenarios = null }) {
  return { sidebar, modals, clock: received(clock), guide, scenarios, planned: null };
}

function messageChanges(state, event, isAtEnd) {
  const changes = {};
  if (state.page?.channel === event.channel) {
    changes.page = withMessage(state.page, event, isAtEnd);
  }
  if (state.thread?.channel === event.channel) {
    changes.thread = threadWith(state.thread, event);
  }
  return changes;
}

function threadWith(thread, event) {
  if (event.ts === thread.ts) {
    return event.message ? { ...thread, parent: event.message } : thread;
  }
  if (event.thread_ts !== thread.ts) {
    return thread;
  }
  const others = thread.replies.filter((reply) => reply.ts !== event.ts);
  const replies = event.message ? [...others, event.message] : others;
  return { ...thread, replies: replies.sort((one, other) => (one.ts < other.ts ? -1 : 1)) };
}
