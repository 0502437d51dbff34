/** What somebody typed and has not sent, for each person and place, until the window is closed. */

const PREFIX = "page.draft.";

/** The draft of a place: a conversation, or a thread in it. */
export function draftOf(me, channel, threadTs = null) {
  return keptAt(`${PREFIX}${me}.${channel}.${threadTs ?? ""}`);
}

/** What somebody makes of a message of their own, in the conversation or in the thread beside it. */
export function editOf(me, { channel, ts, inThread }) {
  return keptAt(`${PREFIX}${me}.${channel}.${ts}.${inThread ? "thread" : "edit"}`);
}

function keptAt(key) {
  return {
    get text() {
      return sessionStorage.getItem(key) ?? "";
    },
    keep(text) {
      if (text === "") {
        sessionStorage.removeItem(key);
      } else {
        sessionStorage.setItem(key, text);
      }
    },
  };
}

/** Forgets every draft: what was typed in one world has no place in another. */
export function forgetDrafts() {
  Object.keys(sessionStorage)
    .filter((key) => key.startsWith(PREFIX))
    .forEach((key) => sessionStorage.removeItem(key));
}

/** Whether a conversation holds a draft of somebody's. */
export function hasDraft(me, channel) {
  return sessionStorage.getItem(`${PREFIX}${me}.${channel}.`) !== null;
}
