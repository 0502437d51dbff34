/**
 * One message: who, when, what, its files, reactions and thread. A view is kept and shown anew when it
 * changes.
 */

import { patchBlocks, renderAttachments, renderMrkdwn } from "./blocks/index.js";
import { h, redraw, replace } from "./dom.js";
import { editOf } from "./drafts.js";
import { editor } from "./editing.js";
import { avatar } from "./faces.js";
import { fileList } from "./files.js";
import { icon } from "./icons.js";
import { reactionRow } from "./reactions.js";
import { formatRoute } from "./route.js";
import { newReplies } from "./store.js";
import { dayLabel, distance, inFull, instantOf, timeOfDay, worldNow, zoneOf } from "./worldtime.js";

const COMINGS = new Set([
  "channel_join",
  "channel_leave",
  "group_join",
  "group_leave",
  "channel_topic",
  "channel_purpose",
  "channel_name",
  "channel_archive",
  "channel_unarchive",
]);

/** Whether a message only says that somebody came, left or renamed something. */
export function isComing(message) {
  return COMINGS.has(message.subtype);
}

/**
 * A message on the page.
 * @param {Object} env
 * @param {{inThread?: boolean}} options
 * @returns {{node: HTMLElement, show: function({message, isCompact}), message: function(): Object, edit:
 *   function(), say: function(string|null), react: function(string, boolean)}} `say` shows trouble beneath
 *   the message
 */
export function messageView(env, { inThread = false } = {}) {
  const { state } = env.store;
  const face = h("div", { class: "message-face" });
  const head = h("div", { class: "message-head" });
  const lead = h("div", { class: "message-blocks" });
  const content = h("div", { class: "message-content", dir: "auto" });
  const foot = h("div", { class: "message-foot" });
  const trouble = h("p", { class: "trouble", role: "alert", hidden: true });
  const main = h("div", { class: "message-main" }, head, content, foot, trouble);
  const node = h("article", { class: "message", tabindex: -1 }, face, main);
  let message = null;
  let shownAs = null;
  let editing = null;

  function show(item) {
    const hadFocus = node.contains(document.activeElement);
    message = item.message;
    node.dataset.ts = message.ts;
    node.className = classesOf(message, item.isCompact);
    node.setAttribute("aria-label", labelOf(message, state));
    replace(face, item.isCompact ? gutterTime(message, state) : avatar(authorOf(message, state)));
    redraw(head, item.isCompact ? null : headOf(env, message));
    showContent();
    redraw(foot, footOf(env, message, { inThread, dismiss, react }));
    if (hadFocus && !node.contains(document.activeElement)) {
      node.focus({ preventScroll: true }); // the button that was pressed is gone
    }
    if (editing === null && message.page.can_edit && draft().text !== "") {
      openEditor(); // the page was loaded anew, or one was elsewhere
    }
  }

  function showContent() {
    const kind = contentKind(message);
    const ctx = contextOf();
    if (kind !== shownAs) {
      replace(lead);
      shownAs = kind;
    }
    const mark = message.edited && kind !== "gone" && editedMark(message, state);
    if (kind === "blocks") {
      patchBlocks(lead, message.blocks, ctx);
    } else {
      replace(lead, kind === "text" ? h("p", null, renderMrkdwn(message.text, ctx), mark) : message.text);
    }
    const attachments = message.attachments?.length > 0 ? renderAttachments(message.attachments, ctx) : [];
    replace(content, lead, attachments, kind === "blocks" && mark);
  }

  function contextOf() {
    const place = { channel: message.page.channel, ts: message.ts };
    return env.contextFor({ place, values: message.page.values ?? {}, here: place.channel, say });
  }

  function say(sentence) {
    trouble.hidden = !sentence;
    trouble.textContent = sentence ?? "";
  }

  async function react(name, isAdded) {
    const body = { do: isAdded ? "react" : "unreact", channel: message.page.channel, ts: message.ts, name };
    say((await env.api.act(body)).trouble);
  }

  async function dismiss() {
    say((await env.api.act({ do: "dismiss", channel: message.page.channel, ts: message.ts })).trouble);
  }

  /** Lets the author change the text where it stands. */
  function edit() {
    if (editing === null) {
      openEditor();
    }
    editing.begin();
  }

  function draft() {
    return editOf(state.me, { channel: message.page.channel, ts: message.ts, inThread });
  }

  function openEditor() {
    const close = () => {
      draft().keep("");
      editing.remove();
      editing = null;
      content.hidden = false;
      node.focus();
    };
    const save = async (text) => {
      const outcome = await env.api.act({ do: "edit", channel: message.page.channel, ts: message.ts, text });
      say(outcome.trouble);
      return !outcome.trouble;
    };
    editing = editor(message.page.typed ?? message.text, { draft: draft(), save, close });
    content.hidden = true;
    content.after(editing);
  }

  return { node, show, message: () => message, edit, say, react };
}

function contentKind(message) {
  if (message.subtype === "tombstone") {
    return "gone";
  }
  return message.blocks?.length > 0 ? "blocks" : "text";
}

function classesOf(message, isCompact) {
  const marks = {
    "message-compact": isCompact,
    "message-quiet": isComing(message) || message.subtype === "tombstone",
    "message-private": message.page.is_ephemeral,
    "message-mine": message.page.is_mine,
  };
  return ["message", ...Object.keys(marks).filter((name) => marks[name])].join(" ");
}

function authorOf(message, state) {
  const { author } = message.page;
  return state.people.get(author.id) ?? author;
}

function labelOf(message, state) {
  const zone = zoneOf(state);
  const who = authorOf(message, state).name;
  const label = `${who}, ${timeOfDay(instantOf(message.ts), zone)}`;
  return message.page.is_ephemeral ? `${label}, only visible to you` : label;
}

function headOf(env, message) {
  const author = authorOf(message, env.store.state);
  return [
    h(
      "button",
      { type: "button", class: "author", onClick: (event) => env.openPerson(author.id, event.currentTarget) },
      author.name,
    ),
    author.is_bot && h("span", { class: "badge" }, "App"),
    timeLink(message, env.store.state),
    message.page.is_ephemeral && h("span", { class: "private-mark" }, icon("eye"), "Only visible to you"),
  ];
}

function timeLink(message, state) {
  const instant = instantOf(message.ts);
  const zone = zoneOf(state);
  const place = { kind: "conversation", id: message.page.channel, at: message.ts };
  const props = {
    class: "message-time",
    href: formatRoute({ me: state.me, place }),
    title: inFull(instant, zone),
  };
  return h("a", props, h("time", { datetime: instant.toISOString() }, timeOfDay(instant, zone)));
}

function gutterTime(message, state) {
  const zone = zoneOf(state);
  const instant = instantOf(message.ts);
  const short = timeOfDay(instant, zone).replace(/\s?[AP]M$/, "");
  return h("time", { class: "gutter-time", title: inFull(instant, zone), "aria-hidden": "true" }, short);
}

function editedMark(message, state) {
  const zone = zoneOf(state);
  const title = `Edited ${inFull(instantOf(message.edited.ts), zone)}`;
  return h("small", { class: "edited", title }, " (edited)");
}

function footOf(env, message, { inThread, dismiss, react }) {
  const files = message.page.files ?? [];
  const hasThread = !inThread && message.reply_count > 0;
  return [
    files.length > 0 && fileList(files),
    message.reactions?.length > 0 && reactionRow(env, message.reactions, react),
    hasThread && threadSummary(env, message),
    !inThread && message.subtype === "thread_broadcast" && threadLink(env, message),
    message.page.is_ephemeral &&
      h("button", { type: "button", class: "link-button", onClick: dismiss }, "Dismiss"),
  ];
}

function threadSummary(env, message) {
  const { state } = env.store;
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const fresh = newReplies(state, message.page.channel)[message.ts] ?? 0;
  const people = (message.reply_users ?? []).slice(0, 4).map((id) => state.people.get(id));
  return h(
    "button",
    { type: "button", class: "thread-summary", onClick: () => env.places.openThread(message.ts) },
    h(
      "span",
      { class: "faces", "aria-hidden": "true" },
      people.map((person) => avatar(person, "small")),
    ),
    h("span", { class: "thread-count" }, words),
    fresh > 0 && h("span", { class: "thread-new" }, `${fresh} new`),
    h("span", { class: "muted" }, lastReply(message, state)),
  );
}

function lastReply(message, state) {
  if (!message.latest_reply) {
    return "";
  }
  const [instant, now, zone] = [
    instantOf(message.latest_reply),
    worldNow(state),
    zoneOf(state),
  ];
  if (now - instant < 3_600_000) {
    return `Last reply ${distance(instant, now)}`;
  }
  const day = dayLabel(instant, zone, now).replace(/^(Today|Yesterday)$/, (word) => word.toLowerCase());
  return `Last reply ${day} at ${timeOfDay(instant, zone)}`;
}

function threadLink(env, message) {
  const open = () => env.places.openThread(message.thread_ts);
  return h("button", { type: "button", class: "link-button", onClick: open }, "Replied to a thread");
}
