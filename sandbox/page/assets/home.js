/** An app's Home tab. */

import { createForm, patchBlocks } from "./blocks/index.js";
import { h } from "./dom.js";

const forms = new Map();

/**
 * The Home tab as the app published it for this person.
 * @param {{id: string, blocks: Object[], state?: Object}|null} view null before the app published anything
 * @param {Object} ctx see blocks/index.js; `place` and `values` are taken from the view
 * @returns {HTMLElement}
 */
export function renderHome(view, ctx) {
  const root = h("div", { class: "home" });
  showHome(root, view, ctx);
  return root;
}

/** Shows another version of the Home in the same element: what did not change stays, with the cursor. */
export function showHome(root, view, ctx) {
  if (!view) {
    root.shownBlocks = undefined;
    root.replaceChildren(
      h(
        "p",
        { class: "home-empty" },
        "There is nothing here yet. It fills when the app has something to show.",
      ),
    );
    return;
  }
  patchBlocks(root, view.blocks, {
    ...ctx,
    place: { view_id: view.id },
    values: view.state?.values ?? {},
    form: formOf(view.id, ctx),
  });
}

/** What is entered into a Home outlives its pane; it is sent by whoever shows the Home now. */
function formOf(viewId, ctx) {
  const shown = forms.get(viewId) ?? {};
  shown.act = ctx.act;
  shown.form ??= createForm({ view_id: viewId }, (body) => shown.act(body));
  forms.set(viewId, shown);
  return shown.form;
}
