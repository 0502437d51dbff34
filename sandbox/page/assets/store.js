/** What the page knows. Whoever shows something subscribes to the keys it shows; nobody else is told. */

/**
 * The state at the start; every key there is stands here.
 *
 * - `world`: counts the worlds shown since the page was opened
 * - `me`: id of the acting person · `place`: {kind: "conversation"|"home", id, at: ts|null}|null · `threadTs`
 * - `workspace`: as the server tells it · `people`, `channels`, `apps`: Maps of it by id · `emoji`: Map name
 *   → character
 * - `sidebar`: as the server tells it · `page`: the conversation shown (see pages.js)|null
 * - `thread`: {channel, ts, parent, replies}|null · `home`: {app, view}|null
 * - `modals`: views, the one in front last · `clock`: Clock plus `receivedAt` (performance.now())|null
 * - `today`: the world's day in the zone of who one is, as "2026-09-07"
 * - `guide`, `scenarios`, `planned`: as the server tells them, or null where the server has none
 * - `panel`: what the right pane shows beside a thread: "planned"|"members"|null
 * - `connection`: "connecting"|"open"|"lost" · `theme`: "light"|"dark"|null (as the system has it)
 * - `notice`: {sentence, isTrouble}|null, shown in passing
 */
function emptyState() {
  return {
    world: 0,
    me: null,
    place: null,
    threadTs: null,
    workspace: null,
    people: new Map(),
    channels: new Map(),
    apps: new Map(),
    emoji: new Map(),
    sidebar: null,
    page: null,
    thread: null,
    home: null,
    modals: [],
    clock: null,
    today: null,
    guide: null,
    scenarios: null,
    planned: null,
    panel: null,
    connection: "connecting",
    theme: null,
    notice: null,
  };
}

/**
 * A store. `state` is read freely and changed only with `set`.
 * @returns {{state: Object, set: function(Object), subscribe: function(string[], function(Object,
 *   Set<string>)): function(), settle: function()}} `subscribe` answers how to stop; `settle` tells what
 *   waits to be told at once
 */
export function createStore() {
  const state = emptyState();
  const listeners = new Set();
  let changed = new Set();
  let frame = 0;

  function set(changes) {
    for (const [key, value] of Object.entries(changes)) {
      if (!(key in state)) {
        throw new Error(`the store has no key ${key}`);
      }
      if (state[key] !== value) {
        state[key] = value;
        changed.add(key);
      }
    }
    if (changed.size > 0 && frame === 0) {
      frame = setTimeout(settle, 0);
    }
  }

  function settle() {
    clearTimeout(frame);
    frame = 0;
    const told = changed;
    changed = new Set();
    for (const listener of [...listeners]) {
      if (listener.keys.some((key) => told.has(key))) {
        listener.tell(state, told);
      }
    }
  }

  function subscribe(keys, tell) {
    const listener = { keys, tell };
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  return { state, set, subscribe, settle };
}

/** What follows from a workspace as the server tells it: the workspace, and Maps by id. */
export function workspaceChanges(workspace) {
  return {
    workspace,
    people: byId(workspace.people),
    channels: byId(workspace.channels),
    apps: byId(workspace.apps),
  };
}

/** The app whose bot is `userId`, or undefined. */
export function appOfBot(state, userId) {
  return [...state.apps.values()].find((app) => app.bot_user_id === userId);
}

/** How many replies are new in each thread of a conversation that one follows, by the thread's ts. */
export function newReplies({ sidebar }, channel) {
  return sidebar?.conversations.find((one) => one.id === channel)?.threads ?? {};
}

function byId(things) {
  return new Map(things.map((thing) => [thing.id, thing]));
}
