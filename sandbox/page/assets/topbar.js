/** The bar at the top: the workspace, its time, and what concerns the page as a whole. */

import { h, replace } from "./dom.js";
import { guideButton } from "./guide.js";
import { icon } from "./icons.js";
import { menuItem, popoverButton } from "./popover.js";
import { scenarioMenu } from "./scenarios.js";
import { applyTheme, seenTheme } from "./theme.js";
import { timebar } from "./timebar.js";

/**
 * @param {Object} env
 * @param {{developerButton: HTMLElement}} options
 * @returns {HTMLElement}
 */
export function topbar(env, { developerButton }) {
  const { store } = env;
  const name = h("span", { class: "team-name" });
  const tools = h("div", { class: "top-tools" });
  const time = timebar(env);
  const show = () => {
    name.textContent = store.state.workspace?.team.name ?? "";
    replace(tools, toolsOf(env, developerButton));
  };
  store.subscribe(["workspace"], show);
  show();
  return h(
    "header",
    { class: "topbar" },
    h("div", { class: "team" }, name),
    timeToggle(time),
    time,
    h("span", { class: "grow" }),
    tools,
  );
}

/** On narrow screens the controls of time are folded away behind this. */
function timeToggle(time) {
  const button = h(
    "button",
    {
      type: "button",
      class: "tool time-toggle",
      "aria-label": "Time",
      "aria-expanded": false,
      dataset: { time: "toggle" },
    },
    icon("clock"),
  );
  button.addEventListener("click", () => {
    const isOpen = time.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(isOpen));
  });
  return button;
}

function toolsOf(env, developerButton) {
  const { abilities } = env.store.state.workspace ?? { abilities: {} };
  return [
    abilities.guide && guideButton(env),
    abilities.scenarios && scenarioMenu(env),
    abilities.planned && plannedButton(env),
    developerButton,
    barTool("search", "Go to… (Ctrl+K)", () => env.openSwitcher()),
    themeButton(env),
    barTool("info", "Keyboard help (?)", () => env.openHelp()),
    moreButton(env),
  ];
}

/** On narrow screens there is room for one button in place of the last three. */
function moreButton(env) {
  const entry = (close, label, drawing, does) =>
    menuItem({
      label,
      drawing: icon(drawing),
      onChoose: () => {
        close();
        does();
      },
    });
  return popoverButton({
    button: { class: "tool only-narrow", "aria-label": "More", title: "More" },
    face: [icon("more")],
    label: "More",
    role: "menu",
    className: "act-menu",
    content: (close) => {
      const { label, drawing, turn } = otherTheme(env.store);
      return [
        entry(close, "Go to…", "search", () => env.openSwitcher()),
        entry(close, label, drawing, turn),
        entry(close, "Keyboard help", "info", () => env.openHelp()),
      ];
    },
  }).node;
}

function plannedButton(env) {
  const { store } = env;
  const button = h(
    "button",
    {
      type: "button",
      class: "btn quiet",
      title: "What is planned to be sent",
      onClick: () => env.togglePanel("planned"),
    },
    icon("list"),
    h("span", { class: "wide-only" }, "Planned"),
  );
  const show = () => button.setAttribute("aria-expanded", String(store.state.panel === "planned"));
  store.subscribe(["panel"], show);
  show();
  return button;
}

function themeButton(env) {
  const { store } = env;
  const button = barTool("moon", "Dark theme", () => otherTheme(store).turn());
  const show = () => {
    const { label, drawing } = otherTheme(store);
    replace(button, icon(drawing));
    button.setAttribute("aria-label", label);
    button.title = label;
  };
  store.subscribe(["theme"], show);
  show();
  return button;
}

/** The theme that is not shown now: its name, its drawing, and how to turn to it. */
function otherTheme(store) {
  const isDark = seenTheme(store.state.theme) === "dark";
  const theme = isDark ? "light" : "dark";
  const turn = () => {
    applyTheme(theme);
    store.set({ theme });
  };
  return { label: isDark ? "Light theme" : "Dark theme", drawing: isDark ? "sun" : "moon", turn };
}

function barTool(drawing, label, onClick) {
  return h(
    "button",
    { type: "button", class: "tool wide-tool", "aria-label": label, title: label, onClick },
    icon(drawing),
  );
}
