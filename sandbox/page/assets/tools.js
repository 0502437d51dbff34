/** What one may do with a message: a small bar that appears on the message under the pointer or in focus. */

import { payloadDialog } from "./developer/dialog.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { confirmed, menuItem, popoverButton } from "./popover.js";
import { reactionPicker } from "./reactions.js";
import { formatRoute } from "./route.js";

/**
 * Brings the bar to the messages of a list.
 * @param {HTMLElement} list holds the messages
 * @param {Object} env
 * @param {{viewOf: function(string): Object|undefined, inThread?: boolean}} options `viewOf` finds a
 *   message's view by ts
 */
export function offerTools(list, env, { viewOf, inThread = false }) {
  const bar = h("div", { class: "tools", role: "group", "aria-label": "Do something with this message" });
  let shown = null;
  const isBusy = () => bar.querySelector(":popover-open") !== null;

  function showOn(target) {
    const node = target.closest?.(".message");
    const view = node && viewOf(node.dataset.ts);
    if (!view || isBusy() || (shown === view && bar.isConnected)) {
      return;
    }
    shown = view;
    replace(bar, toolsOf(env, view, inThread));
    if (bar.childElementCount > 0) {
      node.append(bar);
    } else {
      bar.remove();
    }
  }

  function leave() {
    if (!isBusy() && !shown?.node.contains(document.activeElement)) {
      bar.remove();
    }
  }

  list.addEventListener("mouseover", (event) => showOn(event.target));
  list.addEventListener("focusin", (event) => showOn(event.target));
  list.addEventListener("mouseleave", leave);
  list.addEventListener("keydown", (event) => onKey(event, env, viewOf, inThread));
}

function toolsOf(env, view, inThread) {
  const message = view.message();
  if (message.page.is_ephemeral || message.subtype === "tombstone") {
    return [];
  }
  const thread = tool("thread", "Reply in thread", () =>
    env.places.openThread(message.thread_ts ?? message.ts),
  );
  return [
    reactionPicker(env, (name) => view.react(name, true), { class: "tool" }).node,
    !inThread && thread,
    moreMenu(env, view),
  ];
}

function tool(drawing, label, onClick) {
  return h(
    "button",
    { type: "button", class: "tool", "aria-label": label, title: label, onClick },
    icon(drawing),
  );
}

function moreMenu(env, view) {
  return popoverButton({
    button: { class: "tool", "aria-label": "More actions", title: "More actions" },
    face: [icon("more")],
    label: "More actions",
    role: "menu",
    className: "act-menu",
    content: (close) =>
      entriesOf(env, view).map((entry) =>
        menuItem({ ...entry, onChoose: () => (close(), entry.onChoose()) }),
      ),
  }).node;
}

function entriesOf(env, view) {
  const message = view.message();
  const own = message.page.can_edit
    ? [
        { label: "Edit message", drawing: icon("edit"), onChoose: view.edit },
        { label: "Delete message…", drawing: icon("trash"), onChoose: () => remove(env, view) },
      ]
    : [];
  const copy = { label: "Copy link", drawing: icon("link"), onChoose: () => copyLink(env, message) };
  const payload = {
    label: "View payload",
    drawing: icon("code"),
    onChoose: () => payloadDialog(message, `Message ${message.ts}`),
  };
  return [...own, copy, payload, ...shortcutsOf(env, view)];
}

function shortcutsOf(env, view) {
  const message = view.message();
  const offered = [...env.store.state.apps.values()].flatMap((app) =>
    app.shortcuts.filter((shortcut) => shortcut.type === "message").map((shortcut) => ({ app, shortcut })),
  );
  return offered.map(({ app, shortcut }) => ({
    label: shortcut.name,
    detail: app.name,
    drawing: icon("bolt"),
    onChoose: async () => {
      const body = {
        do: "message_shortcut",
        callback_id: shortcut.callback_id,
        channel: message.page.channel,
        ts: message.ts,
      };
      view.say((await env.api.act(body)).trouble);
    },
  }));
}

async function remove(env, view) {
  const message = view.message();
  const question = {
    title: "Delete this message?",
    text: "It goes for everybody. This cannot be undone.",
    yes: "Delete",
  };
  if (await confirmed(question)) {
    view.say((await env.api.act({ do: "delete", channel: message.page.channel, ts: message.ts })).trouble);
  }
}

async function copyLink(env, message) {
  const place = { kind: "conversation", id: message.page.channel, at: message.ts };
  const link = `${location.origin}/${formatRoute({ me: env.store.state.me, place })}`;
  const isCopied = await navigator.clipboard?.writeText(link).then(
    () => true,
    () => false,
  );
  env.store.set({ notice: { sentence: isCopied ? "Link copied." : link, isTrouble: false } });
}

function onKey(event, env, viewOf, inThread) {
  const node = event.target;
  if (!node.classList?.contains("message") || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const view = viewOf(node.dataset.ts);
  const message = view?.message();
  const deeds = {
    t: () =>
      !inThread && !message.page.is_ephemeral && env.places.openThread(message.thread_ts ?? message.ts),
    r: () => node.querySelector(".tools .tool")?.click(),
    e: () => message.page.can_edit && view.edit(),
    Delete: () => message.page.can_edit && remove(env, view),
  };
  if (deeds[event.key] && message) {
    event.preventDefault();
    deeds[event.key]();
  }
}
