/** The main pane with an app's Home tab. */

import { payloadButton } from "./developer/dialog.js";
import { h, replace } from "./dom.js";
import { conversationHeader } from "./header.js";
import { renderHome, showHome } from "./home.js";

/**
 * @param {Object} env
 * @param {string} app
 * @returns {{node: HTMLElement, show: function(Set<string>), focus: function(), stop: function()}}
 */
export function homePane(env, app) {
  const { state } = env.store;
  const header = conversationHeader(env);
  const trouble = h("p", { class: "trouble home-trouble", role: "alert" });
  const body = h("div", { class: "home-body" });
  const payload = payloadButton(() => state.home?.view, "Home tab");
  const box = h("div", { class: "scroller home-scroller" }, payload, trouble, body);
  const node = h("div", { class: "conversation" }, header.node, box);
  let shown = null;
  let root = null;

  const say = (sentence) => (trouble.textContent = sentence ?? "");

  function show(changed) {
    header.show();
    const { home } = state;
    if (home?.app !== app || (home === shown && !changed.has("people"))) {
      return;
    }
    shown = home;
    if (home.view === null) {
      root = null;
      replace(body, emptyHome(state, app));
    } else {
      showView(home.view);
    }
  }

  function showView(view) {
    const values = view.state?.values ?? {};
    const ctx = env.contextFor({ place: { view_id: view.id }, values, errors: view.page?.errors ?? {}, say });
    if (root === null) {
      root = renderHome(view, ctx);
      replace(body, root);
    } else {
      showHome(root, view, ctx);
    }
  }

  return { node, show, focus: () => {}, stop: header.stop };
}

function emptyHome(state, app) {
  const name = state.apps.get(app)?.name ?? "The app";
  return h(
    "p",
    { class: "empty" },
    `${name} has not shown anything here yet. It does once it hears that you came.`,
  );
}
