/** People: becoming one of them, who is in a channel, and a card that says who somebody is. */

import { h, replace } from "./dom.js";
import { avatar, standing, zoneName } from "./faces.js";
import { icon } from "./icons.js";
import { paneHead } from "./panehead.js";
import { popoverButton, putBeside } from "./popover.js";
import { timeOfDay, worldNow } from "./worldtime.js";

const SEARCH_FROM = 9;

/** The button at the top that says who one is, and lets one be somebody else. */
export function personSwitcher(env) {
  const { store } = env;
  const { state } = store;
  const face = h("span", { class: "switcher-face" });
  const { node, button } = popoverButton({
    button: { class: "switcher" },
    face: [face, icon("chevron")],
    label: "Act as",
    className: "people-popover",
    content: (close) => personChooser(env, close),
  });
  const show = () => {
    const person = state.people.get(state.me);
    const workspace = state.workspace?.team.name ?? "";
    button.setAttribute("aria-label", person ? `You act as ${person.name}. Act as somebody else` : "Act as");
    replace(face, person ? [avatar(person), ownWords(person)] : workspace);
  };
  store.subscribe(["me", "people", "workspace"], show);
  show();
  return h("div", { class: "switcher-holder" }, h("span", { class: "switcher-label" }, "You act as"), node);
}

/** The people one may act as, with a search if there are many. */
function personChooser(env, close) {
  const { state } = env.store;
  const everybody = [...state.people.keys()].filter(env.places.isPerson).map((id) => state.people.get(id));
  const list = h("ul", { class: "people" });
  const show = (typed) => {
    const found = everybody.filter((person) =>
      `${person.name} ${person.title}`.toLowerCase().includes(typed.toLowerCase()),
    );
    replace(
      list,
      found.map((person) => h("li", null, chooserRow(env, person, close))),
    );
  };
  show("");
  const search = h("input", {
    type: "search",
    class: "entry",
    placeholder: "Find somebody",
    "aria-label": "Find somebody",
    autocomplete: "off",
    onInput: (event) => show(event.target.value),
  });
  return [h("h2", { class: "popover-title" }, "Act as"), everybody.length >= SEARCH_FROM && search, list];
}

function chooserRow(env, person, close) {
  const { state } = env.store;
  const isMe = person.id === state.me;
  return h(
    "button",
    {
      type: "button",
      class: "person",
      "aria-current": isMe ? "true" : null,
      onClick: () => {
        close();
        env.places.actAs(person.id);
      },
    },
    avatar(person),
    wordsOf(person, `${zoneName(person.tz)}, ${timeOfDay(worldNow(state), person.tz)}`),
    isMe && h("span", { class: "badge" }, "you"),
  );
}

function ownWords(person) {
  return h(
    "span",
    { class: "person-words" },
    h("span", { class: "person-name" }, person.name),
    standing(person) && h("small", { class: "muted" }, standing(person)),
    h("small", { class: "muted" }, zoneName(person.tz)),
  );
}

function wordsOf(person, where) {
  return h(
    "span",
    { class: "person-words" },
    h("span", { class: "person-name" }, person.name),
    h("small", { class: "muted" }, [standing(person), where].filter(Boolean).join(" · ")),
  );
}

/** The right pane with the members of the channel shown. */
export function membersPane(env) {
  const { state } = env.store;
  const list = h("ul", { class: "people people-pane" });
  const node = h(
    "div",
    { class: "panel" },
    paneHead("Members", "Close the members", () => env.togglePanel(null)),
    list,
  );
  function show() {
    const members = (state.page?.conversation.members ?? [])
      .map((id) => state.people.get(id))
      .filter(Boolean);
    members.sort((one, other) => one.is_bot - other.is_bot || one.name.localeCompare(other.name));
    replace(
      list,
      members.map((person) => h("li", null, memberRow(env, person))),
    );
  }
  return { node, show, focus: () => node.querySelector("button")?.focus(), stop: () => {} };
}

function memberRow(env, person) {
  const { state } = env.store;
  const where = person.is_bot ? "" : `${zoneName(person.tz)}, ${timeOfDay(worldNow(state), person.tz)}`;
  const open = (event) => env.openPerson(person.id, event.currentTarget);
  return h(
    "button",
    { type: "button", class: "person", onClick: open },
    avatar(person),
    wordsOf(person, where),
  );
}

/** A card that says who somebody is; `open(id, anchor)` shows it beside an element. */
export function personCard(env) {
  const card = h("div", {
    class: "popover person-card",
    popover: "auto",
    role: "dialog",
    "aria-label": "Who this is",
  });
  function open(id, anchor = document.activeElement) {
    const person = env.store.state.people.get(id);
    if (person) {
      replace(
        card,
        cardParts(env, person, () => card.hidePopover()),
      );
      card.showPopover();
      putBeside(card, anchor);
      card.querySelector("button")?.focus();
      card.addEventListener("toggle", () => card.contains(document.activeElement) && anchor.focus?.(), {
        once: true,
      });
    }
  }
  return { node: card, open };
}

function cardParts(env, person, close) {
  const { state } = env.store;
  const doing = (deed) => () => {
    close();
    deed();
  };
  const app = [...state.apps.values()].find((one) => one.bot_user_id === person.id);
  const isMe = person.id === state.me;
  return [
    h(
      "div",
      { class: "card-head" },
      avatar(person, "large"),
      h(
        "div",
        null,
        h("h2", null, person.name),
        h("p", { class: "muted" }, `@${person.handle}${standing(person) ? ` · ${standing(person)}` : ""}`),
        !person.is_bot &&
          h("p", { class: "muted" }, `${timeOfDay(worldNow(state), person.tz)} in ${zoneName(person.tz)}`),
      ),
    ),
    h(
      "div",
      { class: "card-buttons" },
      !isMe &&
        h(
          "button",
          { type: "button", class: "btn", onClick: doing(() => env.places.openDirect(person.id)) },
          "Message",
        ),
      app?.home_tab &&
        h(
          "button",
          { type: "button", class: "btn", onClick: doing(() => env.places.openHome(app.id)) },
          "Home",
        ),
      !isMe &&
        env.places.isPerson(person.id) &&
        h(
          "button",
          { type: "button", class: "btn primary", onClick: doing(() => env.places.actAs(person.id)) },
          `Act as ${firstName(person)}`,
        ),
    ),
  ];
}

function firstName(person) {
  return person.name.split(" ")[0];
}
