/** What a live event changes in what is shown: the page of a conversation, a thread, a Home. */

import { withMessage } from "./pages.js";

/**
 * The changes that a `message` or `home` event makes.
 * @param {{page, thread, home}} shown each of them null or missing if it is not shown
 * @param {Object} event
 * @param {boolean} isAtEnd whether the newest message is before one's eyes
 */
export function changesOf({ page, thread, home }, event, isAtEnd) {
  const changes = {};
  if (event.type === "home") {
    return home?.app === event.app ? { home: { app: event.app, view: event.view } } : changes;
  }
  if (page?.channel === event.channel) {
    changes.page = withMessage(page, event, isAtEnd);
  }
  if (thread?.channel === event.channel) {
    changes.thread = threadWith(thread, event);
  }
  return changes;
}

/** What was loaded, with the events that came while it was on its way: none of them may be lost. */
export function caughtUp(loaded, events) {
  const shown = events.reduce((before, event) => ({ ...before, ...changesOf(before, event, true) }), loaded);
  if (shown.page === loaded.page) {
    return shown;
  }
  const { unseen, fresh, toEnd } = loaded.page;
  return { ...shown, page: { ...shown.page, unseen, fresh, toEnd } };
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
