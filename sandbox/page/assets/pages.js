/**
 * The part of a conversation that is loaded. Functions here answer new pages and change none.
 *
 * A page: {channel, conversation, messages (oldest first), hasOlder, hasNewer, lastRead: ts|null,
 * firstUnread: ts|null (where the line "New" stands; it stays while one looks), unseen: messages that came
 * while one read further up, loading: "older"|"newer"|null, at: ts|null (a message to go to), fresh: whether
 * it was just opened, isResumed: whether `at` is where one read before a reload, toEnd: whether the newest
 * message is to be gone to}
 */

/** As many messages as are kept; what is farther away is let go and loaded again when wanted. */
const KEPT = 300;

/** How many messages are asked for at a time. */
export const STEP = 50;

/** A page whose first place has been taken: changes leave one where one is. */
export const SETTLED = { fresh: false, toEnd: false };

/** The page that an answer of the server opens. */
export function openedPage(channel, answer, at = null) {
  return {
    channel,
    conversation: answer.conversation,
    messages: answer.messages,
    hasOlder: answer.has_older,
    hasNewer: answer.has_newer,
    lastRead: answer.last_read,
    firstUnread: firstUnread(answer),
    unseen: 0,
    loading: null,
    at,
    fresh: true,
    toEnd: false,
  };
}

/** The page with an answer to `?before=` put in front; what is far below is let go. */
export function withOlder(page, answer) {
  const messages = merged(answer.messages, page.messages);
  const kept = messages.slice(0, KEPT);
  const hasNewer = page.hasNewer || kept.length < messages.length;
  return { ...page, messages: kept, hasOlder: answer.has_older, hasNewer, loading: null, ...SETTLED };
}

/** The page with an answer to `?after=` put at the end; what is far above is let go. */
export function withNewer(page, answer) {
  const messages = merged(page.messages, answer.messages);
  const kept = messages.slice(-KEPT);
  const hasOlder = page.hasOlder || kept.length < messages.length;
  return { ...page, messages: kept, hasNewer: answer.has_newer, hasOlder, loading: null, ...SETTLED };
}

/**
 * The page after one message came, changed or went.
 * @param {Object} page
 * @param {{ts: string, message: Object|null}} event
 * @param {boolean} isAtEnd whether the newest message is before one's eyes
 */
export function withMessage(page, event, isAtEnd) {
  const place = page.messages.findIndex((message) => message.ts === event.ts);
  if (place >= 0) {
    return { ...page, messages: replaced(page.messages, place, event.message), ...SETTLED };
  }
  if (event.message === null || !isTopLevel(event.message)) {
    return page;
  }
  return withNewest(page, event.message, isAtEnd);
}

/** Whether a message stands in the conversation itself, and not only in a thread. */
function isTopLevel(message) {
  return !message.thread_ts || message.thread_ts === message.ts || message.subtype === "thread_broadcast";
}

function withNewest(page, message, isAtEnd) {
  const oldest = page.messages[0]?.ts ?? "";
  if (message.ts < oldest && page.hasOlder) {
    return page;
  }
  const unseen = isAtEnd || message.page.is_mine ? page.unseen : page.unseen + 1;
  if (page.hasNewer || (!isAtEnd && page.messages.length >= 2 * KEPT)) {
    return { ...page, unseen, hasNewer: true, ...SETTLED };
  }
  const messages = merged(page.messages, [message]);
  const kept = isAtEnd ? messages.slice(-KEPT) : messages;
  const hasOlder = page.hasOlder || kept.length < messages.length;
  return { ...page, messages: kept, hasOlder, unseen, ...SETTLED };
}

function replaced(messages, place, message) {
  return message === null ? messages.toSpliced(place, 1) : messages.with(place, message);
}

function merged(first, second) {
  const byTs = new Map([...first, ...second].map((message) => [message.ts, message]));
  return [...byTs.values()].sort((one, other) => (one.ts < other.ts ? -1 : 1));
}

function firstUnread(answer) {
  return answer.messages.find((message) => message.page.unread && !message.page.is_mine)?.ts ?? null;
}
