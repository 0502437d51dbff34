/** Choosing files from this machine; they are sent along as soon as they are chosen. */

import { h, replace } from "../dom.js";
import { enter, register, valueAt } from "./controls.js";

const MOST_BYTES = 5_000_000;

/** A field for up to `max_files` files of the types the app takes. */
export function fileInput(at) {
  const { element, label } = at;
  const chosen = h("span", { class: "files-chosen", "aria-live": "polite" });
  const field = h("input", {
    type: "file",
    id: label.id,
    class: "file-field",
    "aria-describedby": label.describedBy,
    "aria-label": label.id ? null : "Files",
    multiple: (element.max_files ?? 10) > 1,
    accept: element.filetypes?.map((type) => `.${type}`).join(",") || null,
  });
  const show = (files) =>
    replace(
      chosen,
      files.map((file) => h("span", { class: "file-chosen" }, file.name)),
    );
  field.addEventListener("change", () => take(at, [...field.files], show, chosen));
  show(valueAt(at));
  return register(h("span", { class: "file-input" }, field, chosen), at, show);
}

async function take(at, files, show, chosen) {
  const most = at.element.max_files ?? 10;
  const complaint = complaintOf(files, most);
  if (complaint) {
    replace(chosen, h("span", { class: "field-error" }, complaint));
    return;
  }
  const entered = await Promise.all(files.map(encoded));
  const shown = files.map((file) => ({ name: file.name, mimetype: file.type }));
  show(shown);
  await enter(at, shown, entered);
}

function complaintOf(files, most) {
  if (files.length > most) {
    return `No more than ${most} can be chosen here.`;
  }
  const large = files.find((file) => file.size > MOST_BYTES);
  return large ? `${large.name} is larger than 5 MB.` : null;
}

async function encoded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return { name: file.name, mimetype: file.type || "application/octet-stream", content: btoa(binary) };
}
