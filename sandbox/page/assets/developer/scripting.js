/** The tab that says how a script does what the page does. */

import { h, replace } from "../dom.js";
import { copyButton } from "./json.js";

const BUSY = { do: "add", fault: "rate_limited", methods: ["chat.*"], count: 3, retry_after: 5 };

/** @returns {{title: string, element: HTMLElement, show: function()}} */
export function scriptingTab(store) {
  const place = h("div", { class: "dev-scrolling scripting" });
  const show = () => replace(place, ...sections(store.state));
  return { title: "API", element: h("div", { class: "dev-tab-body" }, place), show };
}

function sections(state) {
  const base = `${location.origin}/control`;
  return [
    h(
      "p",
      null,
      "Everything on this page goes through ",
      h("code", null, base),
      ", and a script can do the same. It answers JSON, listens on this machine alone, ",
      "and takes a POST only as ",
      h("code", null, "application/json"),
      ". All of it is described in docs/sandbox.md.",
    ),
    ...examples(state).map(([title, lines]) => section(title, lines, base)),
  ];
}

function examples(state) {
  const me = state.me ?? "U…";
  const channel = channelOf(state);
  const abilities = state.workspace?.abilities ?? {};
  return [
    [
      "See what somebody sees",
      [get(`people/${me}/sidebar`), get(`people/${me}/conversations/${channel}?limit=20`)],
    ],
    [
      "Act as somebody",
      [
        post(`people/${me}/acts`, { do: "post", channel, text: "Good morning" }),
        post(`people/${me}/acts`, { do: "command", channel, command: `${firstCommand(state)} help` }),
      ],
    ],
    ...(abilities.time ? [["Turn time", timeLines()]] : []),
    ...(abilities.scenarios ? [["Begin elsewhere", [get("scenarios"), post("reset", {})]]] : []),
    ["Look underneath", [get("traffic?limit=20"), get("rejected"), get("limits")]],
    [
      "Make things go wrong",
      [post("faults", BUSY), post("faults", { do: "clear" })],
    ],
  ];
}

/** The conversation shown, or the first one there is. */
function channelOf({ place, sidebar }) {
  return place?.kind === "conversation" ? place.id : (sidebar?.conversations[0]?.id ?? "C…");
}

function timeLines() {
  return [get("clock"), post("clock", { do: "next_message" }), post("clock", { do: "run", speed: 60 })];
}

function firstCommand(state) {
  return [...state.apps.values()].flatMap((app) => app.commands)[0]?.command ?? "/command";
}

function get(path) {
  return { path };
}

function post(path, body) {
  return { path, body };
}

function section(title, lines, base) {
  return h("section", null, h("h3", null, title), lines.map((line) => commandLine(line, base)));
}

function commandLine({ path, body }, base) {
  const words = `curl -s ${quoted(`${base}/${path}`)}${body === undefined ? "" : sending(body)}`;
  const copy = copyButton(`Copy the line for ${path}`, () => words);
  return h("div", { class: "command-line" }, h("pre", { tabindex: "0" }, words), copy);
}

function sending(body) {
  return ` \\\n  -H 'Content-Type: application/json' -d ${quoted(JSON.stringify(body))}`;
}

/** In single quotes for a shell. */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
