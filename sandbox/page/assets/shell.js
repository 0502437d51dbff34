/** The page around everything: its bar, its side bar, the main pane and what opens on the right. */

import { announce, announcers } from "./announce.js";
import { blocksContext } from "./blocks/context.js";
import { conversationPane } from "./conversation.js";
import { developerPanel } from "./developer.js";
import { h, replace } from "./dom.js";
import { guideCard } from "./guide.js";
import { keyboardHelp } from "./help.js";
import { homePane } from "./homepane.js";
import { icon } from "./icons.js";
import { followKeys } from "./keys.js";
import { modalLayer } from "./modal.js";
import { connectionWord, noticePlace } from "./notices.js";
import { membersPane, personCard } from "./people.js";
import { plannedPane } from "./planned.js";
import { directName, sidebar } from "./sidebar.js";
import { quickSwitcher } from "./switcher.js";
import { threadPane } from "./thread.js";
import { topbar } from "./topbar.js";

const PANELS = { planned: plannedPane, members: membersPane };
const PANEL_NAMES = { planned: "Planned messages", members: "Members" };

/**
 * Builds the page into the body.
 * @param {{store, api, live, places}} base
 * @returns {Object} env: base, and what parts of the page may ask of the whole: `contextFor` (a ctx for
 *   blocks), `openPerson(id, anchor)`, `openSwitcher()`, `openHelp()`, `enterMain()`,
 *   `togglePanel(name|null)`, `showPane("sidebar"|"main"|"side")` (on narrow screens one is seen at a time),
 *   `notify(sentence, {isTrouble})`
 */
export function openShell(base) {
  const env = {
    ...base,

    showPane,
    wantsFocus: false,
    onDraft: () => {},
  };
  const { store } = env;
  const { state } = store;
  const card = personCard(env);
  const switcher = quickSwitcher(env);
  const help = keyboardHelp();
  Object.assign(env, {
    openPerson: card.open,
    openSwitcher: switcher.open,
    openHelp: help.open,
    enterMain: () => enterMain(env),
    notify: (sentence, { isTrouble = false } = {}) => store.set({ notice: { sentence, isTrouble } }),
    togglePanel: (name) => store.set({ panel: name === state.panel ? null : name }),
    contextFor: (more) => contextFor(env, more),
  });
  const developer = developerPanel(store, env.api, env.live);
  developer.button = developerButton(developer);
  const main = h("main", { tabindex: -1, "aria-label": "Conversation" });
  const side = h("aside", { class: "side", "aria-label": "Beside", hidden: true });
  document.body.dataset.pane = "main";
  replace(
    document.body,
    skipLink(main),
    topbar(env, { developerButton: developer.button }),
    connectionWord(env),
    h("div", { class: "desk" }, h("div", { class: "left" }, sidebar(env), guideCard(env)), main, side),
    developer.element,
    noticePlace(env),
    announcers(),
    card.node,
    switcher.node,
    help.node,
  );
  modalLayer(store, env.api);
  keepMain(env, main);
  keepSide(env, side);
  store.subscribe(["place", "sidebar", "workspace", "me"], () => (document.title = titleOf(state)));
  followKeys(env, { main, side });
  return env;
}

function contextFor(env, { say = () => {}, ...more }) {
  const act = async (body) => {
    say(null);
    const outcome = await env.api.act(body);
    say(outcome.trouble);
    return outcome;
  };
  return blocksContext(env.store, env.api, {
    act,
    openPerson: (id) => env.openPerson(id),
    openChannel: (id) => openChannel(env, id),
    announce,
    ...more,
  });
}

function openChannel(env, id) {
  const { sidebar: bar, joinable = [] } = {
    sidebar: env.store.state.sidebar,
    joinable: env.store.state.sidebar?.joinable,
  };
  if (bar?.conversations.some((one) => one.id === id)) {
    env.places.openConversation(id);
  } else {
    const isOpen = joinable.some((one) => one.id === id);
    env.notify(
      isOpen
        ? "You are not in that channel. You can join it from the side bar."
        : "You are not in that channel.",
    );
  }
}

/** The main pane follows the place; another place or person has a pane of its own. */
function keepMain(env, main) {
  const { state } = env.store;
  let pane = null;
  let shownKey = "";
  const keys = [
    "world",
    "place",
    "me",
    "page",
    "home",
    "sidebar",
    "people",
    "apps",
    "today",
    "clock",
    "panel",
    "workspace",
  ];
  env.store.subscribe(keys, (_, changed) => {
    const { place, me } = state;
    const key = place ? `${state.world} ${me} ${place.kind} ${place.id}` : "";
    if (key !== shownKey) {
      pane?.stop();
      shownKey = key;
      pane = place && (place.kind === "home" ? homePane(env, place.id) : conversationPane(env, place.id));
      replace(main, pane ? pane.node : h("p", { class: "empty" }, "Choose a conversation in the side bar."));
    } else if (env.wantsFocus && changed.has("place")) {
      env.wantsFocus = false; // somebody chose where they are already: there is no new pane to take it
      pane?.focus();
    }
    pane?.show(changed);
  });
  env.focusMain = () => (main.querySelector(".composer-text") ?? main).focus();
}

/** The right pane shows a panel if one is open, else the thread if one is. */
function keepSide(env, side) {
  const { state } = env.store;
  let pane = null;
  let shownKey = "";
  const keys = [
    "world",
    "panel",
    "threadTs",
    "thread",
    "me",
    "place",
    "page",
    "planned",
    "people",
    "today",
    "clock",
    "sidebar",
  ];
  env.store.subscribe(keys, (_, changed) => {
    const thread =
      state.threadTs && state.place?.kind === "conversation"
        ? `thread ${state.threadTs} ${state.place.id}`
        : "";
    const kind = state.panel ?? (thread ? "thread" : null);
    const key = kind ? `${state.world} ${state.me} ${state.panel ?? thread}` : "";
    if (key !== shownKey) {
      pane?.stop();
      const isOpening = shownKey === "" && key !== "";
      const hadFocus = side.contains(document.activeElement);
      shownKey = key;
      pane = kind && (kind === "thread" ? threadPane(env) : PANELS[kind](env));
      side.hidden = !pane;
      side.setAttribute("aria-label", kind ? (PANEL_NAMES[kind] ?? "Thread") : "Beside");
      replace(side, pane?.node);
      env.showPane(pane ? "side" : "main", { onlyFrom: pane ? null : "side" });
      pane?.show(new Set());
      if (pane && (isOpening || hadFocus)) {
        side.tabIndex = -1;
        side.focus({ preventScroll: true });
      } else if (hadFocus) {
        env.focusMain();
      }
      return;
    }
    pane?.show(changed);
  });
}

function showPane(name, { onlyFrom = null } = {}) {
  if (onlyFrom === null || document.body.dataset.pane === onlyFrom) {
    document.body.dataset.pane = name;
  }
}

/** Somebody chose where to go: it is shown, and on a wide screen the caret stands where one types. */
function enterMain(env) {
  showPane("main");
  env.wantsFocus = matchMedia("(min-width: 641px)").matches;
}

function skipLink(main) {
  const skip = (event) => {
    event.preventDefault();
    showPane("main");
    (main.querySelector(".message[tabindex='0']") ?? main).focus();
  };
  return h("a", { class: "skip-link", href: "#messages", onClick: skip }, "Skip to the messages");
}

function developerButton(developer) {
  return h(
    "button",
    {
      type: "button",
      class: "btn quiet",
      title: "What happens underneath (Ctrl+.)",
      "aria-expanded": false,
      "aria-label": "Developer",
      onClick: () => developer.toggle(),
    },
    icon("code"),
    h("span", { class: "widest-only" }, "Developer"),
  );
}

function titleOf(state) {
  const unread = (state.sidebar?.conversations ?? []).reduce(
    (sum, one) => sum + one.mentions + (one.kind === "im" ? one.unread : 0),
    0,
  );
  const conversation = state.sidebar?.conversations.find((one) => one.id === state.place?.id);
  const here = conversation
    ? conversation.with.length > 0
      ? directName(state, conversation)
      : `#${conversation.name}`
    : state.apps.get(state.place?.id)?.name;
  return [unread > 0 && `(${unread})`, here, state.workspace?.team.name].filter(Boolean).join(" · ");
}
