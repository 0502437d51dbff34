/** Modals: up to three on a stack, the one in front in a dialog that holds the cursor. */

import { createForm, patchBlocks, renderBlocks, renderText } from "./blocks/index.js";
import { blocksContext } from "./blocks/context.js";
import { fieldsIn, showError } from "./blocks/layout.js";
import { payloadButton } from "./developer/dialog.js";
import { h, replace, uniqueId } from "./dom.js";
import { icon } from "./icons.js";

const CONNECTION_TROUBLE = "We had some trouble connecting. Try again?";

/**
 * Keeps the dialogs on the page as `store.state.modals` has them.
 * @returns {HTMLElement} the layer, which is in the document already
 */
export function modalLayer(store, api) {
  const layer = h("div", { class: "modal-layer" });
  const open = new Map();
  document.body.append(layer);

  function sync() {
    const views = store.state.modals ?? [];
    const show = (view, depth) => open.get(view.id)?.show(view, { views, depth });
    // Those that stay come forward before others leave, the front one first: so the cursor finds back.
    views.forEach(show);
    for (const [id, modal] of [...open].reverse()) {
      if (!views.some((view) => view.id === id)) {
        open.delete(id);
        modal.leave();
      }
    }
    for (const [depth, view] of views.entries()) {
      if (!open.has(view.id)) {
        open.set(view.id, openModal(store, api, layer));
        show(view, depth);
      }
    }
  }

  store.subscribe(["modals", "people", "channels", "emoji"], sync);
  sync();
  return layer;
}

/** One view in a dialog of its own, which outlives every change of the view. */
function openModal(store, api, layer) {
  const before = document.activeElement;
  const parts = frame();
  const { dialog, form } = parts;
  const state = {
    view: null,
    isSubmitting: false,
    trouble: null,
    localErrors: {},
    forgiven: new Set(),
    isLeft: false,
  };
  const payload = payloadButton(() => state.view, "Form");
  let fields = null;

  function show(view, { views, depth }) {
    const isFirst = state.view === null;
    fields ??= createForm({ view_id: view.id }, act);
    if (
      state.view?.page?.errors !== view.page?.errors &&
      differs(state.view?.page?.errors, view.page?.errors)
    ) {
      state.forgiven.clear();
    }
    state.view = view;
    const isFront = depth === views.length - 1;
    dialog.classList.toggle("modal-behind", !isFront);
    dialog.dataset.behind = String(depth);
    drawHead(parts, view, views[depth - 1], context(), close, payload);
    draw();
    if (isFirst) {
      layer.append(dialog);
      dialog.showModal();
      focusFirst(parts, view);
    }
  }

  function draw() {
    const ctx = context();
    patchBlocks(parts.body, state.view.blocks, ctx);
    drawFoot(parts, state, ctx, close);
  }

  function context() {
    const { view } = state;
    return blocksContext(store, api, {
      place: { view_id: view.id },
      values: view.state?.values ?? {},
      errors: errorsOf(state),
      form: fields,
      act,
      onEntered: forgive,
    });
  }

  /** Whatever is done in a modal shows its trouble in the modal. */
  async function act(body) {
    const outcome = await api.act(body);
    if (body.do !== "suggest") {
      Object.assign(state.localErrors, outcome.errors);
      sayTrouble(outcome.trouble ?? null);
    }
    return outcome;
  }

  function sayTrouble(trouble) {
    if (!state.isLeft) {
      state.trouble = trouble;
      draw();
    }
  }

  /** A complaint goes away when its field changes; the next submission may bring it back. */
  function forgive(blockId) {
    if (errorsOf(state)[blockId]) {
      state.forgiven.add(blockId);
      delete state.localErrors[blockId];
      const node = [...parts.body.children].find((child) => child.dataset.blockId === blockId);
      showError(node.firstElementChild, null);
    }
  }

  async function submit(event) {
    event.preventDefault();
    if (state.isSubmitting || !state.view.submit || complainOfHalfDates()) {
      return;
    }
    Object.assign(state, { isSubmitting: true, trouble: null });
    draw();
    await fields.flush();
    const outcome = await api.act({ do: "submit", view_id: state.view.id, values: fields.unsent() });
    state.forgiven.clear();
    Object.assign(state, {
      isSubmitting: false,
      trouble: troubleOf(outcome),
      localErrors: { ...outcome.errors },
    });
    if (!state.isLeft) {
      draw();
      focusFirstError(parts);
    }
  }

  /** The browser says nothing of a date that is half typed: it would be sent as none. */
  function complainOfHalfDates() {
    const halves = fieldsIn(parts.body).filter((field) => field.validity.badInput);
    for (const field of halves) {
      const block = field.closest("[data-block-id]");
      state.localErrors[block.dataset.blockId] = "Please enter a whole date or time.";
      state.forgiven.delete(block.dataset.blockId);
    }
    if (halves.length > 0) {
      draw();
      focusFirstError(parts);
    }
    return halves.length > 0;
  }

  async function close() {
    await fields.flush();
    const outcome = await api.act({ do: "close", view_id: state.view.id });
    sayTrouble(outcome.trouble ?? null);
  }

  /** The view is gone: the cursor goes back to where it was before. */
  function leave() {
    state.isLeft = true;
    dialog.close();
    dialog.remove();
    if (before?.isConnected) {
      before.focus();
    }
  }

  form.addEventListener("submit", submit);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
  });
  return { show, leave };
}

/** The card of a view alone, without layer, focus or sending: what `convener preview` shows. */
export function renderModal(view, ctx) {
  const title = h("h2", { class: "modal-title", dir: "auto" }, renderText(view.title, ctx));
  const body = h(
    "div",
    { class: "modal-body" },
    renderBlocks(view.blocks, { errors: view.page?.errors, ...ctx }),
  );
  const close = h("button", { type: "button", class: "button" }, closeWords(view, ctx));
  const submit =
    view.submit &&
    h("button", { type: "button", class: "button button-primary" }, renderText(view.submit, ctx));
  const foot = h("div", { class: "modal-foot" }, h("div", { class: "modal-buttons" }, close, submit));
  return h(
    "section",
    { class: "modal modal-card", "aria-label": view.title?.text ?? "Form" },
    h("div", { class: "modal-head" }, title),
    body,
    foot,
  );
}

// --- the parts of a dialog

function frame() {
  const id = uniqueId("modal");
  const head = h("div", { class: "modal-head" });
  const body = h("div", { class: "modal-body", tabindex: -1 });
  const foot = h("div", { class: "modal-foot" });
  const form = h("form", { class: "modal-form", novalidate: true }, head, body, foot);
  const dialog = h("dialog", { class: "modal", "aria-labelledby": id }, form);
  return { id, dialog, form, head, body, foot };
}

function drawHead({ id, head }, view, behind, ctx, close, payload) {
  const written = JSON.stringify([view.title, behind?.title]);
  if (head.dataset.written === written) {
    return;
  }
  head.dataset.written = written;
  const name = behind ? `Back to “${behind.title?.text ?? "the form before"}”` : "Close";
  const away = h("button", {
    type: "button",
    class: "modal-away",
    "aria-label": name,
    title: name,
    onClick: close,
  });
  away.append(icon(behind ? "back" : "close"));
  const title = h("h2", { class: "modal-title", id, dir: "auto" }, renderText(view.title, ctx));
  replace(head, behind ? [away, title, payload] : [title, payload, away]);
}

function drawFoot(parts, state, ctx, close) {
  const { view, trouble, isSubmitting } = state;
  const isLoading = isSubmitting || view.page?.is_loading === true;
  const said = trouble ?? view.page?.trouble ?? null;
  const written = JSON.stringify([view.submit, view.close, said, isLoading, view.submit_disabled]);
  parts.form.setAttribute("aria-busy", String(isLoading));
  if (parts.foot.dataset.written === written) {
    return;
  }
  parts.foot.dataset.written = written;
  const active = parts.foot.contains(document.activeElement) ? document.activeElement.className : null;
  const cancel = h(
    "button",
    { type: "button", class: "button modal-close", onClick: close },
    closeWords(view, ctx),
  );
  const submit = view.submit && submitButton(view, isLoading, ctx);
  const alert = said && h("p", { class: "modal-trouble", role: "alert" }, said);
  replace(parts.foot, alert, h("div", { class: "modal-buttons" }, cancel, submit));
  if (active) {
    [...parts.foot.querySelectorAll("button")]
      .find((button) => active.includes(button.classList[1]))
      ?.focus();
  }
}

/** While it loads the button keeps the cursor, so it is not disabled but does nothing. */
function submitButton(view, isLoading, ctx) {
  const props = {
    type: "submit",
    class: "button button-primary modal-submit",
    disabled: view.submit_disabled === true,
  };
  const spinner = isLoading && h("span", { class: "spinner", "aria-hidden": true });
  const button = h(
    "button",
    { ...props, "aria-disabled": isLoading || null },
    spinner,
    renderText(view.submit, ctx),
  );
  if (isLoading) {
    button.classList.add("loading");
    button.append(h("span", { class: "unseen" }, "(sending)"));
  }
  return button;
}

function closeWords(view, ctx) {
  return view.close ? renderText(view.close, ctx) : view.submit ? "Cancel" : "Close";
}

// --- complaints and the cursor

function errorsOf({ view, localErrors, forgiven }) {
  const all = { ...(view.page?.errors ?? {}), ...localErrors };
  return Object.fromEntries(Object.entries(all).filter(([blockId]) => !forgiven.has(blockId)));
}

function troubleOf(outcome) {
  if (outcome.trouble) {
    return outcome.trouble;
  }
  return outcome.ok === false && Object.keys(outcome.errors ?? {}).length === 0 ? CONNECTION_TROUBLE : null;
}

function differs(one, other) {
  return JSON.stringify(one ?? {}) !== JSON.stringify(other ?? {});
}

function focusFirst({ body }, view) {
  const wanted = body.querySelector("[data-focus]");
  const first = view.submit ? fieldsIn(body)[0] : null;
  (wanted ?? first ?? body).focus();
  if (!wanted) {
    body.scrollTop = 0;
  }
}

function focusFirstError({ body }) {
  const wrong = body.querySelector(".has-error");
  const field = wrong && fieldsIn(wrong)[0];
  field?.focus();
  wrong?.scrollIntoView({ block: "nearest" });
}
