/** What stands above a conversation or a Home: its name, its topic, who is in it; the tabs of an app. */

import { renderMrkdwn } from "./blocks/index.js";
import { h, replace } from "./dom.js";
import { avatar, standing, zoneName } from "./faces.js";
import { icon } from "./icons.js";
import { timeOfDay, worldNow } from "./worldtime.js";

const CLOCK_EVERY_MS = 20_000;

/** The header of the conversation or Home that the store says is shown. */
export function conversationHeader(env) {
  const { state } = env.store;
  const node = h("header", { class: "pane-header" });
  let shownFor = "";

  function show() {
    const conversation = conversationShown(state);
    const signature = JSON.stringify([state.place, state.me, conversation, state.panel, state.people.size]);
    if (signature !== shownFor) {
      shownFor = signature;
      replace(node, backButton(env), partsOf(env, conversation));
    }
  }

  const timer = setInterval(() => {
    for (const time of node.querySelectorAll("[data-zone]")) {
      time.textContent = timeOfDay(worldNow(state), time.dataset.zone);
    }
  }, CLOCK_EVERY_MS);
  return { node, show, stop: () => clearInterval(timer) };
}

/** A button that on a narrow screen leads back to the side bar. */
function backButton(env) {
  const props = {
    type: "button",
    class: "tool only-narrow",
    "aria-label": "Back to the side bar",
    onClick: () => env.showPane("sidebar"),
  };
  return h("button", props, icon("back"));
}

function conversationShown(state) {
  const { place, page, sidebar } = state;
  const listed = sidebar?.conversations.find((one) => one.id === place?.id);
  return listed ?? (page?.channel === place?.id ? page?.conversation : null) ?? null;
}

function partsOf(env, conversation) {
  const { state } = env.store;
  if (state.place?.kind === "home") {
    return appParts(env, state.apps.get(state.place.id), "home");
  }
  if (!conversation) {
    return h("h1", { class: "pane-title" }, "…");
  }
  const app = conversation.kind === "im" ? env.places.appOfConversation(conversation) : null;
  if (app) {
    return appParts(env, app, "messages");
  }
  return conversation.kind === "im" ? personParts(env, conversation) : channelParts(env, conversation);
}

function channelParts(env, conversation) {
  const isGroup = conversation.kind === "mpim";
  const names = isGroup
    ? conversation.with.map((id) => env.store.state.people.get(id)?.name ?? id).join(", ")
    : conversation.name;
  const drawing = isGroup ? "people" : conversation.kind === "group" ? "lock" : "hash";
  return [
    h("h1", { class: "pane-title" }, icon(drawing), h("span", { class: "pane-name" }, names)),
    topicOf(env, conversation),
    !isGroup && membersButton(env, conversation),
  ];
}

function topicOf(env, conversation) {
  const words = conversation.topic || conversation.purpose || "";
  return h(
    "p",
    { class: "topic", title: words },
    words && renderMrkdwn(words, env.contextFor({ place: {} })),
  );
}

function membersButton(env, conversation) {
  const isOpen = env.store.state.panel === "members";
  return h(
    "button",
    {
      type: "button",
      class: "btn quiet members",
      "aria-label": `${conversation.member_count} members`,
      "aria-expanded": isOpen,
      onClick: () => env.togglePanel("members"),
    },
    icon("people"),
    conversation.member_count,
  );
}

function personParts(env, conversation) {
  const { state } = env.store;
  const person = state.people.get(conversation.with[0]) ?? state.people.get(state.me);
  return [
    h("h1", { class: "pane-title" }, avatar(person, "small"), h("span", { class: "pane-name" }, person.name)),
    h(
      "p",
      { class: "topic" },
      [standing(person), zoneName(person.tz)].filter(Boolean).join(" · "),
      " · ",
      h("time", { dataset: { zone: person.tz } }, timeOfDay(worldNow(state), person.tz)),
    ),
  ];
}

function appParts(env, app, current) {
  const { state } = env.store;
  const bot = state.people.get(app.bot_user_id);
  return [
    h(
      "h1",
      { class: "pane-title" },
      avatar(bot, "small"),
      h("span", { class: "pane-name" }, app.name),
      h("span", { class: "badge" }, "App"),
    ),
    h(
      "nav",
      { class: "tabs", "aria-label": `Tabs of ${app.name}` },
      app.home_tab && tab("Home", current === "home", () => env.places.openHome(app.id)),
      app.messages_tab && tab("Messages", current === "messages", () => env.places.openApp(app.id)),
    ),
  ];
}

function tab(label, isCurrent, onClick) {
  return h(
    "button",
    { type: "button", class: "tab", "aria-current": isCurrent ? "page" : null, onClick },
    label,
  );
}
