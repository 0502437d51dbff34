/** A case as it would look in the workspace: in a message, a modal, the Home tab, a reply, a file. */

import { h } from "../dom.js";
import { renderBlocks, renderMrkdwn } from "../blocks/index.js";
import { renderModal } from "../modal.js";

const VIEW = { id: "V0PREVIEW", hash: "preview", state: { values: {} }, page: { errors: {}, trouble: null } };

/**
 * @param {Object} shown a case, as the server tells it
 * @param {Object} world from `sampleWorld`
 * @param {Object} reader the person whose zone and name it is drawn for
 * @param {function()} onUse told when something is clicked
 * @returns {Node|Node[]}
 */
export function surface(shown, world, reader, onUse) {
  const inMessage = world.contextFor(reader, world.inMessage, onUse);
  const inView = world.contextFor(reader, { view_id: VIEW.id }, onUse);
  switch (shown.surface) {
    case "message":
      return message(shown.payload, world, inMessage);
    case "modal":
      return modal(shown.payload, world, inView);
    case "home":
      return h("div", { class: "stage-home" }, renderBlocks(shown.payload.blocks, inView));
    case "text":
      return reply(shown.payload, world, inMessage);
    default:
      return file(shown);
  }
}

function message({ blocks, text }, world, ctx) {
  return [
    bubble(world, renderBlocks(blocks, ctx)),
    h("h3", { class: "stage-label" }, "In notifications, and read aloud"),
    h("p", { class: "stage-notification", dir: "auto" }, marked(text, ctx)),
  ];
}

function modal(view, world, ctx) {
  const page = { ...VIEW.page, app_id: world.app?.id ?? null, is_loading: false };
  return h("div", { class: "stage-modal" }, renderModal({ ...VIEW, ...view, page }, ctx));
}

function reply({ text, plain }, world, ctx) {
  return [
    h("h3", { class: "stage-label" }, "As a private reply"),
    bubble(world, h("div", { class: "stage-words", dir: "auto" }, marked(text, ctx))),
    h("h3", { class: "stage-label" }, "Beside a field"),
    h("p", { class: "stage-notification", dir: "auto" }, plain),
  ];
}

/** Fallback texts and replies are sent with Slack's own search for links and mentions off. */
function marked(text, ctx) {
  return renderMrkdwn(text, ctx, { verbatim: true });
}

function bubble({ app }, content) {
  const name = app?.name ?? "Convener";
  const author = h("p", { class: "stage-author" }, h("strong", null, name), h("small", null, "APP"));
  return h(
    "div",
    { class: "stage-message" },
    h("span", { class: "stage-avatar", "aria-hidden": "true" }, name.slice(0, 1)),
    h("div", { class: "stage-body" }, author, content),
  );
}

function file({ template, case: name }) {
  const address = `/control/preview/pages/${template}/${name}`;
  return [
    h("iframe", { class: "stage-file", sandbox: "", src: address, title: `The page ${name}` }),
    h("p", null, h("a", { href: address, target: "_blank", rel: "noopener" }, "Open it by itself")),
  ];
}
