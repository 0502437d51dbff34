/** The right pane with a thread: the message it hangs on, the replies, and where one replies. */

import { composer } from "./composer.js";
import { h, replace } from "./dom.js";
import { itemsOf } from "./grouping.js";
import { messageList } from "./messagelist.js";
import { paneHead } from "./panehead.js";
import { keepPlace } from "./scrolling.js";
import { newReplies } from "./store.js";
import { worldNow, zoneOf } from "./worldtime.js";

const SEEN_AFTER_MS = 350;

/**
 * @param {Object} env
 * @returns {{node: HTMLElement, show: function(Set<string>), focus: function(), stop: function()}}
 */
export function threadPane(env) {
  const { store, places } = env;
  const { state } = store;
  const { threadTs, place: where } = state;
  const list = messageList(env, { label: "Replies", inThread: true });
  const box = h("div", { class: "scroller" }, h("div", { class: "scroll-content" }, list.node));
  const foot = h("div", { class: "conversation-foot" });
  const channelName = h("small", { class: "muted" });
  const node = h(
    "div",
    { class: "thread" },
    paneHead(["Thread ", channelName], "Close the thread", places.closeThread),
    h("div", { class: "scroll-holder" }, box),
    foot,
  );
  const scroll = keepPlace(box, list.node, { onTop: () => {}, onBottom: () => {}, onMoved: () => {} });
  let typing = null;
  let shown = null;
  let seenTimer = 0;

  function show(changed) {
    const { thread } = state;
    noteSeen();
    if (
      thread?.ts !== threadTs ||
      thread.channel !== where.id ||
      (thread === shown && !changed.has("people"))
    ) {
      return;
    }
    const isFirst = shown === null;
    shown = thread;
    const conversation = state.sidebar?.conversations.find((one) => one.id === thread.channel);
    const isChannel = conversation?.kind === "channel" || conversation?.kind === "group";
    replace(channelName, isChannel ? `#${conversation.name}` : "");
    showComposer(thread, isChannel ? conversation.name : null, conversation);
    list.show(itemsInThread(thread), changed.has("people"));
    isFirst ? scroll.toEnd() : scroll.settle();
  }

  /** Tells the server that the replies have been read, once they have been there for a moment. */
  function noteSeen() {
    if (seenTimer === 0 && newReplies(state, where.id)[threadTs] > 0) {
      seenTimer = setTimeout(() => {
        seenTimer = 0;
        tellSeen();
      }, SEEN_AFTER_MS);
    }
  }

  function tellSeen() {
    const ts = shown?.replies.at(-1)?.ts;
    if (ts && document.visibilityState === "visible" && node.checkVisibility()) {
      env.api.act({ do: "mark_read", channel: where.id, thread_ts: threadTs, ts });
    }
  }

  function showComposer(thread, broadcastTo, conversation) {
    if (typing === null && conversation && !conversation.is_archived) {
      const sent = () => scroll.toEnd();
      typing = composer(env, {
        channel: thread.channel,
        threadTs,
        placeholder: "Reply…",
        broadcastTo,
        onSent: sent,
      });
      replace(foot, typing.node);
    }
  }

  function itemsInThread(thread) {
    const zone = zoneOf(state);
    const { replies } = thread;
    const items = itemsOf([thread.parent, ...replies], { zone, now: worldNow(state) });
    const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
    const place = items.findIndex((item) => item.kind === "message");
    const line = { kind: "day", key: "replies", label: count };
    return replies.length > 0 ? [...items.slice(0, place + 1), line, ...items.slice(place + 1)] : items;
  }

  const stop = () => {
    clearTimeout(seenTimer);
    scroll.stop();
    document.removeEventListener("visibilitychange", noteSeen);
  };
  document.addEventListener("visibilitychange", noteSeen);
  return { node, show, stop, focus: () => typing?.focus() };
}
