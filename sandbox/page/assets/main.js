/** Starts the page. */

import { createApi, sentenceOf } from "./api.js";
import { keepDatesFresh } from "./blocks/turning.js";
import { h } from "./dom.js";
import { followEvents } from "./events.js";
import { createLive } from "./live.js";
import { createPlaces } from "./places.js";
import { previewPage } from "./preview.js";
import { openShell } from "./shell.js";
import { createStore, workspaceChanges } from "./store.js";
import { applyTheme, keptTheme } from "./theme.js";

const TRY_AGAIN_MS = 500;

async function start() {
  const store = createStore();
  const api = createApi(store);
  const theme = keptTheme();
  applyTheme(theme);
  store.set({ theme });
  const workspace = await firstWorkspace(api);
  if (workspace.abilities.preview) {
    document.body.replaceChildren(await previewPage(api));
    return;
  }
  store.set({ ...workspaceChanges(workspace), emoji: await emojiMap(api) });
  const live = createLive(
    () => store.state.me,
    (connection) => store.set({ connection }),
  );
  const places = createPlaces({ store, api, live });
  places.start();
  openShell({ store, api, live, places });
  followEvents({ store, live, places });
  keepDatesFresh(store);
  live.start();
}

/** The workspace, as soon as there is one: at the very first start it is made while we wait. */
async function firstWorkspace(api) {
  for (;;) {
    try {
      return await api.control("workspace");
    } catch (refused) {
      const sentence = refused.status === 503 ? "Opening…" : sentenceOf(refused);
      document.body.replaceChildren(h("p", { class: "opening", role: "status" }, sentence));
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}

/** Without emoji the page is as good; they show by their names then. */
async function emojiMap(api) {
  const names = await api.asset("emoji.json").catch(() => ({}));
  return new Map(Object.entries(names));
}

start();
