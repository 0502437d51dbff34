/** The tab with what Slack refused, and why in Slack's own words. */

import { h, replace } from "../dom.js";
import { muted, plainList, slackSays, troubleLine } from "./parts.js";
import { polling } from "./polling.js";
import { moment, worldZone } from "./words.js";

const POLL_MS = 2000;

/** @returns {{title: string, element: HTMLElement, show: function(), hide: function()}} */
export function rejectedTab(store, api) {
  const [trouble, say] = troubleLine();
  const list = h("div", { class: "dev-scrolling" });
  let before = "";

  async function ask() {
    const { calls } = await api.control("rejected");
    const now = JSON.stringify(calls);
    if (now !== before) {
      before = now;
      replace(list, calls.length ? listOf(calls.toReversed(), worldZone(store.state)) : nothing());
    }
  }

  const poll = polling(ask, POLL_MS, say);
  const element = h("div", { class: "dev-tab-body" }, trouble, list);
  return { title: "Rejected", element, show: poll.start, hide: poll.stop };
}

function nothing() {
  return muted("Slack has refused no call. What it refuses stands here, with every rule that was broken.");
}

function listOf(calls, zone) {
  return plainList("Refused calls, newest first", calls.map((call) => item(call, zone)), "rejected");
}

function item({ at, method, error, messages }, zone) {
  return h(
    "li",
    null,
    h(
      "p",
      { class: "rejected-head" },
      h("span", { class: "dev-muted" }, moment(at, zone)),
      h("strong", null, method),
      h("code", { class: "dev-badge is-wrong" }, error),
    ),
    slackSays(messages),
  );
}
