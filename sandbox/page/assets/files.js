/** Files of a message: a card that opens, and pictures as pictures. */

import { h } from "./dom.js";
import { icon } from "./icons.js";

const UNITS = ["bytes", "KB", "MB", "GB"];
const KINDS = {
  "text/calendar": "Calendar",
  "text/html": "Web page",
  "text/csv": "Table",
  "text/plain": "Text",
  "application/pdf": "PDF",
  "application/json": "JSON",
};

/** Cards of files, as `message.page.files` has them. */
export function fileList(files) {
  return h(
    "ul",
    { class: "files", "aria-label": "Files" },
    files.map((file) => h("li", null, fileCard(file))),
  );
}

/** A size for people: "12 KB". */
function sizeInWords(bytes) {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1000)));
  const amount = bytes / 1000 ** step;
  return `${amount < 10 && step > 0 ? amount.toFixed(1) : Math.round(amount)} ${UNITS[step]}`;
}

function fileCard(file) {
  const title = file.title || file.name;
  const kind = KINDS[file.mimetype?.split(";")[0]] ?? file.name.split(".").at(-1).toUpperCase();
  const isPicture = file.mimetype?.startsWith("image/");
  return h(
    "a",
    { class: "file-card", href: file.href, target: "_blank", rel: "noopener" },
    isPicture
      ? h("img", { src: file.href, alt: title, loading: "lazy" })
      : h("span", { class: "file-icon" }, icon("file")),
    h(
      "span",
      { class: "file-words" },
      h("span", { class: "file-title" }, title),
      h("small", null, `${kind} · ${sizeInWords(file.size)}`),
    ),
  );
}
