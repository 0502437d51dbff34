/** Text objects, and which way their letters run. */

import { h } from "../dom.js";
import { unescapeText } from "./entities.js";
import { renderMrkdwn, renderPlain } from "./mrkdwn.js";

/**
 * A text object as nodes; nothing of what is none.
 * @param {{type: "mrkdwn"|"plain_text", text: string, verbatim?: boolean, emoji?: boolean}|null} object
 * @returns {Node[]}
 */
export function renderText(object, ctx) {
  if (!object || typeof object !== "object") {
    return [];
  }
  if (object.type === "mrkdwn") {
    return renderMrkdwn(object.text, ctx, { verbatim: object.verbatim === true });
  }
  return renderPlain(object.text, ctx, { emoji: object.emoji !== false });
}

/** A text object in an element of its own, in whichever direction its letters run; null of nothing. */
export function textElement(tag, props, object, ctx) {
  const nodes = renderText(object, ctx);
  return nodes.length > 0 ? h(tag, { dir: "auto", ...props }, nodes) : null;
}

/** The words of a text object, for labels: no elements, emoji by name. */
export function wordsOf(object) {
  return unescapeText(String(object?.text ?? ""));
}
