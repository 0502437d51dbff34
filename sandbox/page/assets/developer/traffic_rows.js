/** The rows of the list of traffic. */

import { h, swap } from "../dom.js";
import { moment, took } from "./words.js";

/**
 * Makes the list show `entries`, in the order of their numbers. Rows that stay are not touched, not even
 * moved: a list of a thousand takes a hundred new ones a second.
 * @param {HTMLElement} list
 * @param {Object[]} entries by rising ids; another object under the same id is another row
 * @param {function(Object): HTMLElement} make
 */
export function updateRows(list, entries, make) {
  const wanted = new Map(entries.map((entry) => [entry.id, entry]));
  for (const row of [...list.children]) {
    if (!wanted.has(row.entry.id)) {
      row.remove();
    }
  }
  let next = list.firstElementChild;
  for (const entry of entries) {
    if (next?.entry.id !== entry.id) {
      list.insertBefore(make(entry), next);
    } else {
      const row = next;
      next = next.nextElementSibling;
      if (row.entry !== entry) {
        swap(row, make(entry));
      }
    }
  }
}

/** Shows which row is looked at; none if `id` is null. */
export function markChosen(rows, id) {
  for (const button of rows.querySelectorAll("button[data-id]")) {
    button.setAttribute("aria-pressed", String(button.dataset.id === id));
  }
}

/** The row of one exchange. */
export function rowOf(entry, chosen, zone) {
  const id = String(entry.id);
  const isIn = entry.way === "in";
  const wrong = entry.ok ? "" : " is-wrong";
  const button = h(
    "button",
    { type: "button", class: `traffic-row${wrong}`, dataset: { id }, "aria-pressed": id === chosen },
    h("span", { class: "traffic-at" }, moment(entry.at, zone)),
    wayOf(isIn),
    h("span", { class: "traffic-name" }, entry.name, entry.attempts > 1 && ` ×${entry.attempts}`),
    h("span", { class: "traffic-words", dir: "auto" }, entry.error ?? entry.summary ?? ""),
    h("span", { class: "traffic-fault" }, entry.fault && h("span", { class: "dev-badge" }, entry.fault)),
    h("span", { class: "traffic-ms" }, took(entry.ms)),
    h("span", { class: "traffic-status" }, entry.status ?? "…"),
  );
  const row = h("li", null, button);
  row.entry = entry;
  return row;
}

function wayOf(isIn) {
  const words = isIn ? "app to Slack" : "Slack to app";
  const unseen = h("span", { class: "unseen" }, words);
  return h("span", { class: "traffic-way", title: words }, isIn ? "→" : "←", unseen);
}
