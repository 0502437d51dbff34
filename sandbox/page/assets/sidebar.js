/** The side bar: who one is, channels, direct messages, apps, and channels one may join. */

import { h, replace } from "./dom.js";
import { hasDraft } from "./drafts.js";
import { avatar } from "./faces.js";
import { icon } from "./icons.js";
import { personSwitcher } from "./people.js";

/**
 * @param {Object} env
 * @returns {HTMLElement}
 */
export function sidebar(env) {
  const { store } = env;
  const lists = h("div", { class: "sidebar-lists" });
  const switcher = personSwitcher(env);
  const show = () => replace(lists, sectionsOf(env));
  store.subscribe(["sidebar", "place", "me", "people", "apps"], () => keepingFocus(lists, show));
  env.onDraft = () => keepingFocus(lists, show);
  show();
  return h("nav", { class: "sidebar", "aria-label": "Conversations" }, switcher, lists);
}

/** How one calls a direct conversation: the others in it. */
export function directName(state, conversation) {
  const names = conversation.with.map((id) => state.people.get(id)?.name ?? id);
  return names.join(", ") || `${state.people.get(state.me)?.name ?? ""} (you)`;
}

function sectionsOf(env) {
  const { state } = env.store;
  if (!state.sidebar) {
    return h("p", { class: "muted sidebar-waiting" }, "Loading…");
  }
  const conversations = state.sidebar.conversations.filter(
    (one) => !one.is_archived || one.id === state.place?.id,
  );
  const channels = conversations.filter((one) => one.kind === "channel" || one.kind === "group");
  const directs = conversations.filter(
    (one) => (one.kind === "im" && !isApp(env, one)) || one.kind === "mpim",
  );
  channels.sort((one, other) => one.name.localeCompare(other.name));
  return [
    section(
      "Channels",
      channels.map((one) => channelRow(env, one)),
      "You are in no channel yet.",
    ),
    joinable(env, state.sidebar.joinable),
    section(
      "Apps",
      [...state.apps.values()].map((app) => appRow(env, app)),
    ),
    section(
      "Direct messages",
      directs.map((one) => directRow(env, one)),
    ),
  ];
}

function section(title, rows, whenEmpty = null) {
  if (rows.length === 0 && whenEmpty === null) {
    return null;
  }
  const list =
    rows.length > 0
      ? h(
          "ul",
          null,
          rows.map((row) => h("li", null, row)),
        )
      : h("p", { class: "muted" }, whenEmpty);
  return h("section", { class: "sidebar-section", "aria-label": title }, h("h2", null, title), list);
}

function channelRow(env, conversation) {
  const drawing = icon(
    conversation.is_archived ? "archive" : conversation.kind === "group" ? "lock" : "hash",
  );
  return row(env, { conversation, name: conversation.name, drawing, key: conversation.id });
}

function directRow(env, conversation) {
  const { state } = env.store;
  const other = state.people.get(conversation.with[0] ?? state.me);
  const drawing = conversation.kind === "mpim" ? icon("people") : avatar(other, "small");
  return row(env, { conversation, name: directName(state, conversation), drawing, key: conversation.id });
}

function appRow(env, app) {
  const { state } = env.store;
  const conversation = state.sidebar.conversations.find((one) => isApp(env, one) === app) ?? null;
  const isHere = state.place?.id === app.id || (conversation !== null && state.place?.id === conversation.id);
  const hasHome = state.sidebar.homes.includes(app.id);
  const hasNews = conversation?.unread > 0 || threadsOf(conversation) > 0;
  const open = () => (hasHome && !hasNews ? env.places.openHome(app.id) : env.places.openApp(app.id));
  const drawing = avatar(state.people.get(app.bot_user_id), "small");
  return row(env, { conversation, name: app.name, drawing, open, isHere, key: app.id });
}

function row(env, { conversation, name, drawing, key, open, isHere }) {
  const { state } = env.store;
  const [unread, mentions] = [conversation?.unread ?? 0, conversation?.mentions ?? 0];
  const isCurrent = isHere ?? state.place?.id === conversation.id;
  const isDirect = conversation?.kind === "im" || conversation?.kind === "mpim";
  const count = isDirect ? unread : mentions;
  const threads = threadsOf(conversation);
  const draft = conversation && !isCurrent && hasDraft(state.me, conversation.id);
  return h(
    "button",
    {
      type: "button",
      class: threads > 0 || (unread > 0 && !isCurrent) ? "row row-unread" : "row",
      dataset: { key },
      "aria-current": isCurrent ? "page" : null,
      onClick: () => {
        env.enterMain();
        (open ?? (() => env.places.openConversation(conversation.id)))();
      },
    },
    h("span", { class: "row-drawing" }, drawing),
    h("span", { class: "row-name" }, name),
    draft &&
      h(
        "span",
        { class: "row-draft", title: "You have a draft here" },
        icon("edit"),
        h("span", { class: "unseen" }, "draft"),
      ),
    threads > 0 && threadsMark(threads),
    count > 0 &&
      h(
        "span",
        { class: "count" },
        count,
        h("span", { class: "unseen" }, isDirect ? " unread" : " mentions"),
      ),
    count === 0 && unread > 0 && h("span", { class: "unseen" }, `${unread} unread`),
  );
}

/** In how many threads that one follows there are new replies. */
function threadsOf(conversation) {
  return Object.keys(conversation?.threads ?? {}).length;
}

/** There are new replies in threads, which the conversation itself does not show. */
function threadsMark(threads) {
  const words = threads === 1 ? "New replies in a thread" : `New replies in ${threads} threads`;
  return h("span", { class: "row-threads", title: words }, icon("thread"), h("span", { class: "unseen" }, words));
}

function joinable(env, channels) {
  if (channels.length === 0) {
    return null;
  }
  const rows = channels.map((channel) => h("li", null, joinRow(env, channel)));
  return h(
    "details",
    { class: "joinable" },
    h("summary", null, `${channels.length} more you may join`),
    h("ul", null, rows),
  );
}

function joinRow(env, channel) {
  const join = async () => {
    const outcome = await env.api.act({ do: "join", channel: channel.id });
    if (outcome.trouble) {
      env.store.set({ notice: { sentence: outcome.trouble, isTrouble: true } });
      return;
    }
    env.enterMain();
    env.places.openConversation(channel.id);
  };
  return h(
    "button",
    {
      type: "button",
      class: "row",
      dataset: { key: `join ${channel.id}` },
      onClick: join,
      "aria-label": `Join #${channel.name}`,
    },
    h("span", { class: "row-drawing" }, icon("hash")),
    h("span", { class: "row-name" }, channel.name),
    h("span", { class: "row-join" }, "Join"),
  );
}

function isApp(env, conversation) {
  return conversation.kind === "im" ? env.places.appOfConversation(conversation) : undefined;
}

/** Draws anew without losing the focus, nor whether the list of channels to join is open. */
function keepingFocus(lists, draw) {
  const key = lists.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const isOpen = lists.querySelector("details")?.open;
  draw();
  const details = lists.querySelector("details");
  if (details && isOpen) {
    details.open = true;
  }
  if (key) {
    [...lists.querySelectorAll("[data-key]")]
      .find((one) => one.dataset.key === key)
      ?.focus({ preventScroll: true });
  }
}
