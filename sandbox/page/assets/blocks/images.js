/** Pictures. The page loads nothing from elsewhere: such a picture is its description and a link. */

import { h } from "../dom.js";
import { isLink } from "./entities.js";

/**
 * An image object as a picture, or as a box that says what it would show.
 * @param {{image_url?: string, slack_file?: Object, alt_text: string}} image
 * @param {string} kind class of the picture
 */
export function picture(image, ctx, kind) {
  const url = image.image_url ?? image.slack_file?.url ?? "";
  const alt = image.alt_text ?? "";
  if (isOurs(url)) {
    return h("img", { src: url, alt, class: kind, loading: "lazy" });
  }
  const shown = h("span", { class: "picture-alt" }, alt || "Image");
  const frame = { class: `${kind} picture-elsewhere`, title: url ? `${alt}\n${url}` : alt };
  if (!isLink(url)) {
    return h("span", { ...frame, role: "img", "aria-label": alt }, shown);
  }
  return h(
    "a",
    { ...frame, href: url, target: "_blank", rel: "noopener noreferrer", "aria-label": `Image: ${alt}` },
    shown,
  );
}

function isOurs(url) {
  if (/^data:image\/(png|jpeg|gif|webp|svg\+xml)[;,]/i.test(url)) {
    return true;
  }
  return (
    URL.canParse(url, location.href) && new URL(url, location.href).origin === location.origin && url !== ""
  );
}
