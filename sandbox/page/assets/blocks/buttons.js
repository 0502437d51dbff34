/** Buttons of all kinds. */

import { h } from "../dom.js";
import { askConfirm } from "./confirm.js";
import { act, isBusy, whileBusy } from "./controls.js";
import { isLink } from "./entities.js";
import { renderText, wordsOf } from "./text.js";

const STYLES = { primary: " button-primary", danger: " button-danger" };

/** A button; one with an address is a link that tells the app as well. */
export function button(at) {
  const { element, ctx } = at;
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(ctx.me.id)) {
    return null;
  }
  const props = {
    class: `button${STYLES[element.style] ?? ""}`,
    "aria-label": element.accessibility_label,
    dataset: { control: at.key },
  };
  const link = isLink(element.url)
    ? { href: element.url, target: "_blank", rel: "noopener noreferrer" }
    : null;
  const node = link ? h("a", { ...props, ...link }) : h("button", { type: "button", ...props });
  node.append(...renderText(element.text, ctx));
  node.addEventListener("click", (event) => press(event, at, node, link));
  return node;
}

async function press(event, at, node, link) {
  if (isBusy(node)) {
    event.preventDefault();
    return;
  }
  if (at.element.confirm) {
    event.preventDefault();
    if (!(await askConfirm(at.element.confirm, at.ctx))) {
      return;
    }
    if (link) {
      window.open(link.href, "_blank", "noopener,noreferrer");
    }
  }
  await whileBusy(node, act(at));
}

/** A button that starts a workflow: the page has none to start, so it leads to its address. */
export function workflowButton(at) {
  const url = at.element.workflow?.trigger?.url;
  return button({ ...at, element: { ...at.element, url } });
}

/** The bin, Slack's only icon button. */
export function iconButton(at) {
  const { element } = at;
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(at.ctx.me.id)) {
    return null;
  }
  const label = element.accessibility_label ?? wordsOf(element.text);
  const props = { type: "button", class: "icon-button", "aria-label": label, title: wordsOf(element.text) };
  const node = h(
    "button",
    { ...props, dataset: { control: at.key } },
    h("span", { "aria-hidden": true }, "🗑"),
  );
  node.addEventListener("click", (event) => press(event, at, node, null));
  return node;
}

/** Thumb up, thumb down: the app hears the value of the one pressed. */
export function feedbackButtons(at) {
  const { element } = at;
  const faces = [
    [element.positive_button, "👍"],
    [element.negative_button, "👎"],
  ];
  const group = h("span", { class: "feedback-buttons", role: "group", "aria-label": "Feedback" });
  for (const [face, thumb] of faces) {
    group.append(faceButton(at, face, thumb, group));
  }
  return group;
}

function faceButton(at, face, thumb, group) {
  const label = face.accessibility_label;
  const props = {
    type: "button",
    class: "icon-button feedback-button",
    "aria-label": label,
    "aria-pressed": false,
  };
  const words = h("span", { class: "feedback-words" }, renderText(face.text, at.ctx));
  const node = h(
    "button",
    { ...props, title: wordsOf(face.text) },
    h("span", { "aria-hidden": true }, thumb),
    words,
  );
  node.addEventListener("click", async () => {
    if (!isBusy(node)) {
      await whileBusy(node, act(at, face.value));
      group
        .querySelectorAll("button")
        .forEach((one) => one.setAttribute("aria-pressed", String(one === node)));
    }
  });
  return node;
}
