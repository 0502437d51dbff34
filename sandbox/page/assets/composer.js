/**
 * Where one types: messages, commands, and the menu of shortcuts. What is typed is kept until it has been
 * sent.
 */

import { candidatesFor, commandHint } from "./candidates.js";
import { completions } from "./completing.js";
import { h, replace, uniqueId } from "./dom.js";
import { draftOf } from "./drafts.js";
import { icon } from "./icons.js";
import { menuItem, popoverButton } from "./popover.js";
import { reactionPicker } from "./reactions.js";

const COMMAND = /^\/[\w-]+(\s|$)/;

/**
 * @param {Object} env
 * @param {{channel: string, threadTs?: string|null, placeholder: string, broadcastTo?: string|null, onSent?:
 *   function()}} options `broadcastTo` is the name of the channel a reply may also be sent to
 * @returns {{node: HTMLElement, focus: function()}}
 */
export function composer(
  env,
  { channel, threadTs = null, placeholder, broadcastTo = null, onSent = () => {} },
) {
  const { state } = env.store;
  const draft = draftOf(state.me, channel, threadTs);
  const ids = uniqueId("composer");
  const area = h("textarea", {
    class: "composer-text",
    rows: 1,
    placeholder,
    "aria-label": placeholder,
    "aria-describedby": `${ids}-trouble ${ids}-hint`,
    dir: "auto",
    value: draft.text,
  });
  const trouble = h("p", { id: `${ids}-trouble`, class: "trouble", role: "alert" });
  const hint = h("p", { id: `${ids}-hint`, class: "composer-hint" });
  const broadcast = h("input", { type: "checkbox" });
  const offered = completions(area, (before) =>
    candidatesFor(state, before, { canCommand: threadTs === null }),
  );
  const send = h(
    "button",
    { type: "submit", class: "send", "aria-label": "Send", title: "Send (Enter)" },
    icon("send"),
  );
  let isSending = false;

  function changed() {
    draft.keep(area.value);
    env.onDraft?.(channel);
    say(null);
    fit(area);
    send.disabled = area.value.trim() === "";
    showHint();
    offered.look();
  }

  function showHint() {
    const command = threadTs === null ? commandHint(state, area.value) : null;
    replace(
      hint,
      command
        ? [h("b", null, command.command), " ", command.usage_hint ?? "", " – ", command.description ?? ""]
        : null,
    );
  }

  function say(sentence) {
    trouble.textContent = sentence ?? "";
  }

  async function submit() {
    const text = area.value;
    if (isSending || text.trim() === "") {
      return;
    }
    setSending(true);
    const outcome = await env.api.act(bodyOf(text));
    setSending(false);
    if (outcome.trouble) {
      say(outcome.trouble);
      return;
    }
    if (area.value === text) {
      area.value = "";
      changed();
    }
    onSent();
  }

  function bodyOf(text) {
    if (COMMAND.test(text) && threadTs === null) {
      return { do: "command", channel, command: text.trim() };
    }
    const reply = threadTs ? { thread_ts: threadTs, broadcast: broadcast.checked } : {};
    return { do: "post", channel, text, ...reply };
  }

  function setSending(isNow) {
    isSending = isNow;
    area.readOnly = isNow;
    area.setAttribute("aria-busy", String(isNow));
    send.classList.toggle("is-busy", isNow);
  }

  function insert(text) {
    area.focus();
    area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }

  area.addEventListener("input", changed);
  area.addEventListener("keydown", (event) => {
    if (!offered.takesKey(event) && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit();
    }
  });
  const node = h(
    "form",
    {
      class: "composer",
      "aria-label": threadTs ? "Reply" : "New message",
      onSubmit: (event) => {
        event.preventDefault();
        submit();
      },
    },
    h(
      "div",
      { class: "composer-box" },
      offered.node,
      area,
      h(
        "div",
        { class: "composer-bar" },
        threadTs === null && shortcutsMenu(env, say),
        reactionPicker(env, (name) => insert(`:${name}: `), {
          class: "tool",
          "aria-label": "Emoji",
          title: "Emoji",
        }).node,
        insertButton("@", "Mention somebody", insert),
        threadTs === null && insertButton("/", "Commands", insert, () => area.value === ""),
        broadcastTo && h("label", { class: "broadcast" }, broadcast, `Also send to #${broadcastTo}`),
        h("span", { class: "grow" }),
        send,
      ),
    ),
    h("div", { class: "composer-below" }, trouble, hint),
  );
  requestAnimationFrame(() => fit(area));
  send.disabled = area.value.trim() === "";
  showHint();
  return { node, focus: () => area.focus() };
}

function insertButton(sign, label, insert, isUseful = () => true) {
  const press = () => isUseful() && insert(sign);
  return h(
    "button",
    { type: "button", class: "tool sign", "aria-label": label, title: label, onClick: press },
    sign,
  );
}

function shortcutsMenu(env, say) {
  const offered = [...env.store.state.apps.values()].flatMap((app) =>
    app.shortcuts.filter((shortcut) => shortcut.type === "global").map((shortcut) => ({ app, shortcut })),
  );
  if (offered.length === 0) {
    return null;
  }
  const use = async (callbackId) =>
    say((await env.api.act({ do: "shortcut", callback_id: callbackId })).trouble);
  return popoverButton({
    button: { class: "tool", "aria-label": "Shortcuts", title: "Shortcuts" },
    face: [icon("bolt")],
    label: "Shortcuts",
    role: "menu",
    className: "act-menu",
    content: (close) =>
      offered.map(({ app, shortcut }) =>
        menuItem({
          label: shortcut.name,
          detail: [app.name, shortcut.description].filter(Boolean).join(" · "),
          drawing: icon("bolt"),
          onChoose: () => {
            close();
            use(shortcut.callback_id);
          },
        }),
      ),
  }).node;
}

function fit(area) {
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight, innerHeight * 0.4)}px`;
}
