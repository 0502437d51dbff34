/**
 * The guided tour: a small card that says what to do next, and a ring around where. The server knows the
 * steps.
 */

import { sentenceOf } from "./api.js";
import { h, replace } from "./dom.js";
import { icon } from "./icons.js";
import { ringAround } from "./pointing.js";
import { placeOf } from "./route.js";

/**
 * @param {Object} env
 * @returns {HTMLElement} empty while there is no tour
 */
export function guideCard(env) {
  const { store } = env;
  const { state } = store;
  const node = h("section", { class: "guide", "aria-label": "Guide", hidden: true });
  const ring = ringAround(node);
  let goal = null;
  let shown = "";

  function show() {
    const { guide } = state;
    node.hidden = !guide?.is_on;
    if (!guide?.is_on) {
      ring.pointAt(null);
      shown = "";
      return;
    }
    const step = guide.steps[guide.current] ?? null;
    const isThere = step !== null && isAt(state, env, step);
    const signature = JSON.stringify([guide, state.me, isThere, state.people.size]);
    if (signature !== shown) {
      shown = signature;
      replace(node, step ? stepParts(env, guide, step, isThere, goTo) : endParts(env, guide));
    }
    ring.pointAt(isThere ? step.point_at : null);
  }

  function goTo(step) {
    goal = step.where ?? null;
    if (step.as && step.as !== state.me) {
      env.places.actAs(step.as, placeOf(goal));
    } else {
      reach();
    }
    env.showPane("main");
  }

  /** Goes on to where the step is, once the side bar of who is meant is there. */
  function reach() {
    if (goal === null || state.sidebar === null) {
      return;
    }
    const where = goal;
    goal = null;
    if (where.channel) {
      env.places.openConversation(where.channel);
    } else if (where.home) {
      env.places.openHome(where.home);
    } else if (where.dm) {
      env.places.openApp(where.dm);
    }
  }

  store.subscribe(["guide", "me", "place", "people"], show);
  store.subscribe(["sidebar"], () => {
    reach();
    show();
  });
  show();
  return node;
}

/** The button that begins the tour, or ends it. */
export function guideButton(env) {
  const { state } = env.store;
  const toggle = () => order(env, { do: state.guide?.is_on ? "end" : "start" });
  const button = h(
    "button",
    { type: "button", class: "btn quiet", title: "A guided tour" },
    icon("compass"),
    h("span", { class: "wide-only" }, "Guide"),
  );
  button.addEventListener("click", toggle);
  const show = () => button.setAttribute("aria-pressed", String(Boolean(state.guide?.is_on)));
  env.store.subscribe(["guide"], show);
  show();
  return button;
}

async function order(env, body) {
  try {
    await env.api.control("guide", body);
  } catch (refused) {
    env.notify(sentenceOf(refused), { isTrouble: true });
  }
}

function stepParts(env, guide, step, isThere, goTo) {
  const { state } = env.store;
  const number = guide.current + 1;
  return [
    head(env, `Step ${number} of ${guide.steps.length}`),
    h(
      "div",
      { class: "guide-progress", "aria-hidden": "true" },
      guide.steps.map((one, place) => dot(one, place === guide.current)),
    ),
    h("h2", null, step.title),
    h("p", null, step.text),
    step.point_at?.composer && h("code", { class: "guide-command" }, step.point_at.composer),
    h(
      "div",
      { class: "guide-buttons" },
      !isThere && goButton(state, step, goTo),
      isThere && writeButton(step),
    ),
    h(
      "div",
      { class: "guide-foot" },
      stepButton(env, "Back", guide.current - 1, number > 1),
      stepButton(env, "Skip", guide.current + 1, number < guide.steps.length),
    ),
  ];
}

function endParts(env, guide) {
  const isDone = guide.steps.every((step) => step.is_done);
  return [
    head(env, guide.title),
    h("h2", null, isDone ? "You have seen it all" : "That was the tour"),
    h("p", null, "Go on by yourself: be anybody, turn the time, or begin somewhere else."),
    h(
      "div",
      { class: "guide-buttons" },
      h(
        "button",
        { type: "button", class: "btn", onClick: () => order(env, { do: "start" }) },
        "From the beginning",
      ),
    ),
  ];
}

function head(env, words) {
  const close = () => order(env, { do: "end" });
  return h(
    "div",
    { class: "guide-head" },
    h("span", { class: "guide-count" }, words),
    h(
      "button",
      {
        type: "button",
        class: "tool",
        "aria-label": "End the guide",
        title: "End the guide",
        onClick: close,
      },
      icon("close"),
    ),
  );
}

function dot(step, isCurrent) {
  return h("span", { class: `guide-dot${step.is_done ? " is-done" : ""}${isCurrent ? " is-current" : ""}` });
}

function goButton(state, step, goTo) {
  const isOther = step.as && step.as !== state.me;
  const name = state.people.get(step.as)?.name.split(" ")[0] ?? "";
  return h(
    "button",
    { type: "button", class: "btn primary", onClick: () => goTo(step) },
    isOther ? `Act as ${name}` : "Take me there",
  );
}

function writeButton(step) {
  const text = step.point_at?.composer;
  const write = () => {
    const area = document.querySelector("main .composer-text");
    if (area) {
      area.focus();
      area.setRangeText(text, 0, area.value.length, "end");
      area.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  return text
    ? h("button", { type: "button", class: "btn primary", onClick: write }, "Write it for me")
    : null;
}

function stepButton(env, label, n, isOffered) {
  return isOffered
    ? h(
        "button",
        { type: "button", class: "link-button", onClick: () => order(env, { do: "go", step: n }) },
        label,
      )
    : h("span");
}

function isAt(state, env, { as, where }) {
  if (as && as !== state.me) {
    return false;
  }
  if (!where || !state.place) {
    return true;
  }
  const { id } = state.place;
  if (where.dm) {
    const conversation = state.sidebar?.conversations.find((one) => one.id === id);
    return conversation?.kind === "im" && env.places.appOfConversation(conversation)?.id === where.dm;
  }
  return id === (where.channel ?? where.home);
}
