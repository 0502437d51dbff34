/** One request and its answer, in full. */

import { h } from "../dom.js";
import { jsonCard } from "./json.js";
import { plainList, slackSays, toolButton } from "./parts.js";
import { moment, took } from "./words.js";

/**
 * @param {Object} api
 * @param {string} id
 * @param {string} zone
 * @param {function()} onClose
 * @returns {Promise<Node[]>} rejects as `api.control` does
 */
export async function trafficDetail(api, id, zone, onClose) {
  const entry = await api.control(`traffic/${encodeURIComponent(id)}`);
  const close = toolButton("Close", onClose, { label: "Close this request" });
  return [
    h("header", { class: "detail-head" }, h("h3", null, entry.name), close),
    factList(facts(entry, zone)),
    slackSays(entry.messages),
    part("Sent", entry.request, "request"),
    part("Answered", entry.response, "answer"),
    attemptsOf(entry),
  ].filter(Boolean);
}

function facts(entry, zone) {
  const known = [
    ["When", moment(entry.at, zone)],
    ["Way", entry.way === "in" ? "the app calls Slack" : "Slack tells the app"],
    ["Kind", [entry.kind, entry.transport].filter(Boolean).join(", ")],
    ["App", entry.app_id],
    ["Took", took(entry.ms)],
    ["Status", entry.status],
    ["Error", entry.error],
    ["Retry after", entry.retry_after ? `${entry.retry_after} s` : null],
    ["Fault", entry.fault],
  ];
  return known.filter(([, value]) => value !== null && value !== undefined && value !== "");
}

function factList(known) {
  const pairs = known.map(([name, value]) => [h("dt", null, name), h("dd", null, value)]);
  return h("dl", { class: "dev-facts" }, pairs);
}

function part(title, value, name) {
  if (value === null || value === undefined || value === "") {
    return null;
  }
  return h("section", { class: "detail-part" }, h("h4", null, title), jsonCard(value, name));
}

function attemptsOf({ attempts_made: made }) {
  if (!made || made.length < 2) {
    return null;
  }
  const items = made.map(({ number, reason, ms, status, error }) =>
    h("li", null, [`${number}.`, reason, took(ms), status, error].filter(Boolean).join(" · ")),
  );
  return h("section", { class: "detail-part" }, h("h4", null, "Attempts"), plainList("Attempts", items));
}
