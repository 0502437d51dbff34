/** The main pane with a conversation: who and what it is, its messages, and where one types. */

import { composer } from "./composer.js";
import { h, replace } from "./dom.js";
import { itemsOf } from "./grouping.js";
import { conversationHeader } from "./header.js";
import { icon } from "./icons.js";
import { messageList } from "./messagelist.js";
import { SETTLED } from "./pages.js";
import { keepPlace } from "./scrolling.js";
import { newReplies } from "./store.js";
import { dayKey, worldNow, zoneOf } from "./worldtime.js";

const SEEN_AFTER_MS = 350;
const FLASH_MS = 2500;

/**
 * One conversation; made anew for another one or another person.
 * @param {Object} env
 * @param {string} channel
 * @returns {{node: HTMLElement, show: function(Set<string>), focus: function(), stop: function()}}
 */
export function conversationPane(env, channel) {
  const { store, places } = env;
  const { state } = store;
  const header = conversationHeader(env);
  const intro = h("div", { class: "intro" });
  const list = messageList(env, { label: "Messages" });
  const content = h("div", { class: "scroll-content" }, intro, list.node);
  const box = h("div", { class: "scroller" }, content);
  const jump = h("button", { type: "button", class: "jump", hidden: true, onClick: places.jumpToNewest });
  const foot = h("div", { class: "conversation-foot" });
  const node = h(
    "div",
    { class: "conversation" },
    header.node,
    h("div", { class: "scroll-holder" }, box, jump),
    foot,
  );
  const place = keepPlace(box, list.node, { onTop: loadOlder, onBottom: loadNewer, onMoved });
  let typing = null;
  let shownPage = null;
  let shownDay = null;
  let shownReplies = "{}";
  let seenTimer = 0;

  function show(changed) {
    const { page } = state;
    header.show();
    if (page?.channel !== channel) {
      node.setAttribute("aria-busy", "true");
      return;
    }
    node.removeAttribute("aria-busy");
    if (page !== shownPage || isRedrawnFor(changed)) {
      showPage(page, isRedrawnFor(changed));
    }
  }

  function isRedrawnFor(changed) {
    const isAnotherDay = dayKey(worldNow(state), zoneOf(state)) !== shownDay;
    return changed.has("people") || isAnotherDay || repliesNow() !== shownReplies;
  }

  function repliesNow() {
    return JSON.stringify(newReplies(state, channel));
  }

  function showPage(page, isAnew) {
    const [zone, now] = [zoneOf(state), worldNow(state)];
    const isFirst = shownPage === null || page.fresh;
    [shownPage, shownDay, shownReplies] = [page, dayKey(now, zone), repliesNow()];
    showFoot(page);
    list.node.setAttribute("aria-live", isFirst || page.loading ? "off" : "polite");
    replace(
      intro,
      page.hasOlder
        ? h("p", { class: "muted" }, "Loading older messages…")
        : beginning(page.conversation, state),
    );
    list.show(itemsOf(page.messages, { zone, now, firstUnread: page.firstUnread }), isAnew);
    if (isFirst) {
      goToStart(page);
    } else if (page.toEnd) {
      place.toEnd();
    } else {
      place.settle();
    }
    place.look();
  }

  /** At first: the message one came for, else the line "New", else the newest. */
  function goToStart(page) {
    const wanted = page.at ? list.viewOf(page.at)?.node : null;
    const line = list.node.querySelector(".new-line");
    if (wanted) {
      place.toNode(wanted, page.isResumed ? 0.05 : 0.35);
      if (!page.isResumed) {
        flash(wanted);
      }
    } else if (line && !page.toEnd) {
      place.toNode(line, 0.12);
    } else {
      place.toEnd();
    }
  }

  /** Where one types, or why one cannot; what is there is left alone while that does not change. */
  function showFoot(page) {
    const why = whySilent(page.conversation);
    if (foot.dataset.why === why) {
      return;
    }
    foot.dataset.why = why;
    const options = { channel, placeholder: placeholderOf(page, state), onSent: places.jumpToNewest };
    typing = why ? null : composer(env, options);
    replace(foot, typing ? typing.node : h("p", { class: "no-composer" }, why));
    if (env.wantsFocus) {
      env.wantsFocus = false;
      typing?.focus();
    }
  }

  function showJump() {
    const { page } = state;
    const isFar = !place.isAtEnd() || page.hasNewer;
    jump.hidden = !isFar;
    const words = page.unseen > 0 ? `${page.unseen} new` : "Newest";
    replace(jump, icon("arrow"), words);
    jump.setAttribute(
      "aria-label",
      page.unseen > 0 ? `${page.unseen} new messages: jump to the newest` : "Jump to the newest message",
    );
  }

  function onMoved(isAtEnd) {
    const { page } = state;
    if (page?.channel !== channel || page !== shownPage) {
      return;
    }
    places.setReading(
      isAtEnd && !page.hasNewer ? null : (place.reading() ?? page.messages.at(-1)?.ts ?? null),
    );
    if (isAtEnd && page.unseen > 0 && !page.hasNewer) {
      store.set({ page: { ...page, unseen: 0, ...SETTLED } });
    }
    showJump();
    noteSeen();
  }

  function loadOlder() {
    if (shownPage?.hasOlder && shownPage === state.page) {
      places.loadOlder();
    }
  }

  function loadNewer() {
    if (shownPage?.hasNewer && shownPage === state.page) {
      places.loadNewer();
    }
  }

  /** Tells the server how far one has read, once what is there has been there for a moment. */
  function noteSeen() {
    if (seenTimer === 0) {
      seenTimer = setTimeout(() => {
        seenTimer = 0;
        tellSeen();
      }, SEEN_AFTER_MS);
    }
  }

  function tellSeen() {
    const { page } = state;
    if (document.visibilityState !== "visible" || page?.channel !== channel || !node.isConnected) {
      return;
    }
    const isAtNewest = place.isAtEnd() && !page.hasNewer;
    const ts = isAtNewest ? page.messages.at(-1)?.ts : place.lastSeen();
    if (ts && (!page.lastRead || ts > page.lastRead)) {
      page.lastRead = ts; // noted in place: nothing shown hangs on it
      env.api.act({ do: "mark_read", channel, ts });
    }
  }

  const stop = () => {
    clearTimeout(seenTimer);
    place.stop();
    header.stop();
    document.removeEventListener("visibilitychange", noteSeen);
  };
  document.addEventListener("visibilitychange", noteSeen);
  return { node, show, stop, focus: () => typing?.focus() };
}

/** Why nothing can be written here; empty where it can. */
function whySilent(conversation) {
  if (conversation.is_archived) {
    return "This channel is archived: it can be read, but nothing can be said.";
  }
  return conversation.can_post === false ? "You cannot write here." : "";
}

function placeholderOf({ conversation }, state) {
  if (conversation.kind === "channel" || conversation.kind === "group") {
    return `Message #${conversation.name}`;
  }
  return `Message ${conversation.with.map((id) => state.people.get(id)?.name ?? id).join(", ")}`;
}

function beginning(conversation, state) {
  if (conversation.kind === "im" || conversation.kind === "mpim") {
    const names = conversation.with.map((id) => state.people.get(id)?.name ?? id).join(", ");
    return h(
      "p",
      { class: "beginning" },
      "This is the beginning of your conversation with ",
      h("b", null, names),
      ".",
    );
  }
  const mark = conversation.kind === "group" ? "lock" : "hash";
  return [
    h("h2", { class: "beginning-title" }, icon(mark), conversation.name),
    h("p", { class: "beginning" }, "This is where the channel begins. ", conversation.purpose),
  ];
}

function flash(node) {
  node.classList.add("flash");
  setTimeout(() => node.classList.remove("flash"), FLASH_MS);
}
