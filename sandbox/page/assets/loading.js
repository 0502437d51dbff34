/**
 * Loading what is shown: a stretch of a conversation, a thread, a Home. What comes too late is let go; what
 * happens while one waits for an answer is put into it, since the answer may be from before.
 */

import { sentenceOf } from "./api.js";
import { caughtUp } from "./changes.js";
import { openedPage, SETTLED, STEP, withNewer, withOlder } from "./pages.js";

const READING = "page.reading";

/**
 * @param {{store, api}} env
 * @param {function(): string|null} readingAt `ts` of the message one reads, null at the newest
 * @returns {Object} see each function
 */
export function createLoader({ store, api }, readingAt) {
  const { state } = store;
  const waiting = new Set();
  let resumed = keptReading();

  /** Loads the place shown, and the thread beside it; one stays where one reads if `keepsPosition`. */
  function load({ keepsPosition = false }) {
    loadThread();
    if (state.place?.kind === "home") {
      return loadHome(state.place.id);
    }
    return state.place ? loadPage(state.place, keepsPosition) : undefined;
  }

  async function loadPage({ id, at }, keepsPosition) {
    const before = resumed?.me === state.me && resumed.channel === id ? resumed.ts : null;
    resumed = null;
    const around = at ?? (keepsPosition ? readingAt() : before);
    await forPlace(async () => {
      let answer = await api.look(messagesPath(id, around ? { around } : {}));
      const oldest = answer.messages[0]?.ts;
      if (!around && answer.has_older && answer.last_read && oldest > answer.last_read && !keepsPosition) {
        answer = await api.look(messagesPath(id, { around: answer.last_read }));
      }
      const page = openedPage(id, answer, at ?? before);
      return { page: { ...page, isResumed: !at, fresh: !keepsPosition, ...keptLine(keepsPosition) } };
    });
  }

  function keptLine(keepsPosition) {
    return keepsPosition && state.page ? { firstUnread: state.page.firstUnread } : {};
  }

  async function loadHome(app) {
    await forPlace(async () => ({ home: { app, ...(await api.look(`homes/${app}`)) } }));
    if (state.place?.id === app) {
      const outcome = await api.act({ do: "open_home", app });
      store.set(outcome.trouble ? { notice: { sentence: outcome.trouble, isTrouble: true } } : {});
    }
  }

  async function loadThread() {
    const { place, threadTs } = state;
    if (!threadTs || place?.kind !== "conversation") {
      store.set({ thread: null });
      return;
    }
    const path = `conversations/${place.id}/threads/${threadTs}`;
    await forPlace(async () => ({ thread: { channel: place.id, ts: threadTs, ...(await api.look(path)) } }));
  }

  /** Loads the messages before those that are loaded, if there are any. */
  function loadOlder() {
    const { page } = state;
    return page?.hasOlder ? extend("older", { before: page.messages[0]?.ts }, withOlder) : undefined;
  }

  /** Loads the messages after those that are loaded, if there are any. */
  function loadNewer() {
    const { page } = state;
    return page?.hasNewer ? extend("newer", { after: page.messages.at(-1)?.ts }, withNewer) : undefined;
  }

  /** Shows the newest messages of the conversation. */
  async function jumpToNewest() {
    const { page, place } = state;
    if (!page?.hasNewer) {
      store.set({ page: page && { ...page, unseen: 0, ...SETTLED, toEnd: true } });
      return;
    }
    await forPlace(async () => {
      const answer = await api.look(messagesPath(place.id, {}));
      return { page: { ...openedPage(place.id, answer), firstUnread: null, toEnd: true } };
    });
  }

  async function extend(side, from, combined) {
    const { page } = state;
    if (page.loading) {
      return;
    }
    const loading = { ...page, loading: side, ...SETTLED };
    store.set({ page: loading });
    await forPlace(async () => {
      const answer = await api.look(messagesPath(page.channel, from));
      return isEdge(state.page, page.channel, from) ? { page: combined(state.page, answer) } : {};
    });
    if (state.page?.loading === side && isEdge(state.page, page.channel, from)) {
      store.set({ page: { ...state.page, loading: null } });
    }
  }

  /** Runs a load; what it answers is kept only if one is still there when it comes. */
  async function forPlace(run) {
    const { me, world, place, threadTs } = state;
    const isStillThere = () => state.me === me && state.world === world && state.place?.id === place?.id;
    const meanwhile = [];
    waiting.add(meanwhile);
    try {
      const changes = await run();
      if (isStillThere() && state.threadTs === threadTs) {
        store.set(caughtUp(changes, meanwhile));
      }
    } catch (refused) {
      if (isStillThere()) {
        store.set({ notice: { sentence: sentenceOf(refused), isTrouble: true } });
      }
    } finally {
      waiting.delete(meanwhile);
    }
  }

  /** A live event of a message or a Home, for whatever is being loaded just now. */
  function heard(event) {
    for (const meanwhile of waiting) {
      meanwhile.push(event);
    }
  }

  return { heard, load, loadThread, loadOlder, loadNewer, jumpToNewest };
}

/** Whether what was asked for still joins what is loaded; one may have jumped elsewhere meanwhile. */
function isEdge(page, channel, { before, after }) {
  return (
    page?.channel === channel && [page.messages[0]?.ts, page.messages.at(-1)?.ts].includes(before ?? after)
  );
}

/** Keeps where one reads, so that a reload of the page leads there again; null at the newest. */
export function keepReading(me, channel, ts) {
  sessionStorage.setItem(READING, JSON.stringify({ me, channel, ts }));
}

function keptReading() {
  return JSON.parse(sessionStorage.getItem(READING) ?? "null");
}

/** The address of a stretch of a conversation. */
export function messagesPath(channel, query) {
  return `conversations/${channel}?${new URLSearchParams({ limit: STEP, ...query })}`;
}
