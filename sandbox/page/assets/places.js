/** Going about: who one is, which conversation, thread or Home is shown, and loading what is shown there. */

import { forgetDrafts } from "./drafts.js";
import { createLoader, keepReading, messagesPath } from "./loading.js";
import { SETTLED } from "./pages.js";
import { formatRoute, parseRoute, placeOf } from "./route.js";
import { appOfBot } from "./store.js";

const KEPT_PLACE = "page.place.";
const LAST_PERSON = "page.person";
const NOTHING_SHOWN = { page: null, thread: null, home: null };

/**
 * @param {Object} env {store, api, live}
 * @returns {Object} see each function
 */
export function createPlaces({ store, api, live }) {
  const { state } = store;
  let readingAt = null;
  let isNewHere = false; // somebody opens the page for the first time
  const loader = createLoader({ store, api }, () => readingAt);
  const { load, loadThread } = loader;

  /** Takes person and place from the address, from what was kept, or the first there is. */
  function start() {
    const route = parseRoute(location.hash);
    const me = [route.me, sessionStorage.getItem(LAST_PERSON)].find(isPerson) ?? firstPerson();
    const kept = route.place ? route : keptPlace(me);
    isNewHere = !kept.place;
    store.set({ me, place: kept.place, threadTs: kept.threadTs });
    sessionStorage.setItem(LAST_PERSON, me);
    window.addEventListener("popstate", followAddress);
  }

  /** Shows a conversation, or one message of it. */
  function openConversation(id, { at = null, threadTs = null } = {}) {
    go({ place: { kind: "conversation", id, at }, threadTs });
  }

  /** Shows an app's Home tab, and tells the app that it was opened. */
  function openHome(app) {
    go({ place: { kind: "home", id: app, at: null }, threadTs: null });
  }

  /** Shows the thread of a message of the conversation shown, beside it. */
  function openThread(ts) {
    go({ place: state.place, threadTs: ts });
  }

  function closeThread() {
    go({ place: state.place, threadTs: null });
  }

  /** Shows the direct messages with a person or bot, beginning them if there are none yet. */
  async function openDirect(userId) {
    const known = state.sidebar?.conversations.find((one) => one.kind === "im" && one.with.includes(userId));
    const outcome = known ? null : await api.act({ do: "open_dm", with: [userId] });
    if (outcome?.trouble) {
      store.set({ notice: { sentence: outcome.trouble, isTrouble: true } });
      return;
    }
    openConversation(known?.id ?? outcome.channel);
  }

  /**
   * Becomes another person: at `place`, or here if they have this place too, or else where they were before.
   */
  function actAs(me, place = null) {
    if (me === state.me || !isPerson(me)) {
      return;
    }
    readingAt = null;
    const isSamePlace = place === null;
    const threadTs = isSamePlace ? state.threadTs : null;
    sessionStorage.setItem(LAST_PERSON, me);
    store.set({ ...NOTHING_SHOWN, me, sidebar: null, modals: [], place: place ?? state.place, threadTs });
    history.pushState(null, "", formatRoute(state));
    live.be(me);
  }

  /**
   * After the server said hello (again): the place must be one that this person has; then all of it is loaded
   * anew.
   * @param {string} as whom the server took us for: the first person there is, if it did not know who we said
   */
  function arrive(as) {
    if (as !== state.me && isPerson(state.me)) {
      return; // an answer to who we were a moment ago
    }
    const isAnother = as !== state.me;
    store.set({ me: as });
    if (isNewHere && followGuide()) {
      return;
    }
    const place = [state.place, keptPlace(as).place].find(isMine) ?? firstPlace();
    const threadTs = place === state.place && !isAnother ? state.threadTs : null;
    store.set({ place, threadTs });
    remember("replace");
    load({ keepsPosition: state.page !== null && state.page.channel === place?.id });
  }

  /** Begins where the guide does. Whether that means to be somebody else first, whose hello follows. */
  function followGuide() {
    isNewHere = false;
    const step = state.guide?.is_on ? state.guide.steps[state.guide.current] : null;
    const place = placeOf(step?.where);
    if (step?.as && step.as !== state.me && isPerson(step.as)) {
      actAs(step.as, place);
      return true;
    }
    store.set({ place: place ?? state.place });
    return false;
  }

  /** Another world takes this one's place: nothing of the old one is to be seen; a hello follows. */
  function startOver() {
    forgetDrafts();
    readingAt = null;
    store.set({
      ...NOTHING_SHOWN,
      world: state.world + 1,
      sidebar: null,
      modals: [],
      threadTs: null,
      place: state.place && { ...state.place, at: null },
    });
  }

  function go({ place, threadTs }) {
    const isElsewhere = place.kind !== state.place?.kind || place.id !== state.place?.id || place.at !== null;
    store.set({ place, threadTs, panel: threadTs && threadTs !== state.threadTs ? null : state.panel });
    remember("push");
    if (isElsewhere) {
      readingAt = null;
      store.set({ page: null, home: null });
      load({});
    } else {
      loadThread();
    }
  }

  function followAddress() {
    const route = parseRoute(location.hash);
    if (route.me !== state.me) {
      actAs(route.me, route.place);
    } else if (route.place) {
      const isSame = route.place.id === state.place?.id && route.place.at === null;
      store.set({ ...(isSame ? {} : NOTHING_SHOWN), place: route.place, threadTs: route.threadTs });
      load({ keepsPosition: isSame });
    }
  }

  function remember(how) {
    const route = { place: state.place && { ...state.place }, threadTs: state.threadTs };
    sessionStorage.setItem(KEPT_PLACE + state.me, JSON.stringify(route));
    const address = formatRoute({ me: state.me, ...route });
    if (address !== location.hash) {
      history[how === "push" ? "pushState" : "replaceState"](null, "", address);
    }
  }

  /** After the side bar changed: who is in the conversation shown may have, it may be archived, or gone. */
  async function follow() {
    const { me, place, page } = state;
    if (place?.kind !== "conversation" || page?.channel !== place.id) {
      return;
    }
    const listed = state.sidebar.conversations.find((one) => one.id === place.id);
    const known = page.conversation;
    if (listed ? listed.member_count === known.member_count : known.is_archived) {
      return;
    }
    const answer = await api.look(messagesPath(place.id, { limit: 1 })).catch(() => null);
    if (state.me !== me || state.page?.channel !== place.id) {
      return;
    }
    if (answer) {
      store.set({ page: { ...state.page, conversation: answer.conversation, ...SETTLED } });
    } else {
      go({ place: firstPlace(), threadTs: null });
    }
  }

  /** The list of messages says which one is read: its `ts`, null at the newest. */
  function setReading(ts) {
    readingAt = ts;
    keepReading(state.me, state.place?.id, ts);
  }

  // --- who and where

  function isPerson(id) {
    const person = state.people.get(id);
    return Boolean(person) && !person.is_bot && !person.deleted;
  }

  function firstPerson() {
    return [...state.people.keys()].find(isPerson) ?? null;
  }

  function isMine(place) {
    const { sidebar } = state;
    if (!place?.id || !sidebar) {
      return false;
    }
    return place.kind === "home"
      ? sidebar.homes.includes(place.id)
      : sidebar.conversations.some((conversation) => conversation.id === place.id);
  }

  /** Where somebody is wanted most, else where most people are. */
  function firstPlace() {
    const { conversations } = state.sidebar ?? { conversations: [] };
    const open = conversations.filter((one) => !one.is_archived);
    const channels = open.filter((one) => one.kind === "channel" || one.kind === "group");
    const wanted = channels.toSorted(
      (one, other) =>
        other.mentions - one.mentions || other.unread - one.unread || other.member_count - one.member_count,
    );
    const first = wanted[0] ?? open[0];
    return first ? { kind: "conversation", id: first.id, at: null } : null;
  }

  return {
    start,
    arrive,
    follow,
    startOver,
    actAs,
    openConversation,
    openHome,
    openThread,
    closeThread,
    openDirect,
    heard: loader.heard,
    loadOlder: loader.loadOlder,
    loadNewer: loader.loadNewer,
    jumpToNewest: loader.jumpToNewest,
    setReading,
    /** Whether the newest message is before one's eyes. */
    isAtEnd: () => readingAt === null,
    isPerson,
    /** Shows the direct messages with an app's bot. */
    openApp: (app) => openDirect(state.apps.get(app).bot_user_id),
    appOfConversation: (conversation) =>
      state.apps.get(conversation.app_id) ?? appOfBot(state, conversation.with?.[0]),
  };
}

function keptPlace(me) {
  const kept = JSON.parse(sessionStorage.getItem(KEPT_PLACE + me) ?? "null");
  return kept ?? { place: null, threadTs: null };
}
