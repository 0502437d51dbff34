/** What stands inside lines of text: people, channels, links, emoji. Unknown ones show their id or name. */

import { h } from "../dom.js";

const LINK = /^(https?:\/\/|mailto:)/i;
const EMOJI = /:([a-z0-9_+'-]+):(?::skin-tone-([2-6]):)?/gi;
const ENTITY = /&(lt|gt|amp);/g;
const CHARACTERS = { lt: "<", gt: ">", amp: "&" };

/** `&lt;`, `&gt;` and `&amp;` as characters; Slack knows no other entity. */
export function unescapeText(text) {
  return text.replace(ENTITY, (_, name) => CHARACTERS[name]);
}

/** A mention of somebody, which opens who they are if the page can. */
export function userNode(id, ctx) {
  const shown = `@${ctx.people.get(id)?.name ?? id}`;
  const isMe = id === ctx.me.id;
  return reference(shown, isMe ? "mention mention-me" : "mention", ctx.people.has(id) && ctx.openPerson, id);
}

/** A mention of a channel, which goes there if the page can. `label` is shown of one nobody here knows. */
export function channelNode(id, label, ctx) {
  const known = ctx.channels.get(id);
  return reference(`#${known?.name || label || id}`, "mention mention-channel", known && ctx.openChannel, id);
}

/** `@here`, `@channel`, a group of people: a mention that leads nowhere. */
export function groupNode(shown) {
  return h("span", { class: "mention mention-group" }, shown);
}

/**
 * A link that opens in a tab of its own; of an address that is neither http(s) nor mailto, the words alone.
 * @param {string} url
 * @param {Array<Node|string>|string} shown
 */
export function linkNode(url, shown) {
  const said = shown && shown.length > 0 ? shown : url;
  if (!LINK.test(url)) {
    return h("span", null, said);
  }
  return h("a", { href: url, rel: "noopener noreferrer", target: "_blank", class: "link", title: url }, said);
}

/** Whether a link may lead there. */
export function isLink(url) {
  return LINK.test(String(url));
}

/** Text whose `:names:` of emoji are shown as emoji. */
export function withEmoji(text, ctx) {
  const nodes = [];
  let done = 0;
  for (const match of text.matchAll(EMOJI)) {
    const character = ctx.emoji?.get(match[1]);
    if (character !== undefined) {
      nodes.push(text.slice(done, match.index), emojiNode(match[1], character, match[2]));
      done = match.index + match[0].length;
    }
  }
  nodes.push(text.slice(done));
  return nodes
    .filter((node) => node !== "")
    .map((node) => (node instanceof Node ? node : document.createTextNode(node)));
}

/** One emoji; `tone` is Slack's skin tone, 2 to 6. */
function emojiNode(name, character, tone) {
  const said = `:${name}:`;
  const shown = tone ? toned(character, Number(tone)) : character;
  const dataset = { emoji: tone ? `${said}:skin-tone-${tone}:` : said };
  return h("span", { class: "emoji", role: "img", "aria-label": said, title: said, dataset }, shown);
}

/** The emoji of Slack's code points ("1f44d-1f3fd"), else of a name; the name where there is none. */
export function emojiFrom({ name, unicode, skin_tone: tone }, ctx) {
  const written = unicode?.split("-").map((code) => parseInt(code, 16));
  if (written?.every((code) => code > 0 && code <= 0x10ffff)) {
    return emojiNode(name, String.fromCodePoint(...written));
  }
  const character = ctx.emoji?.get(name);
  return character ? emojiNode(name, character, tone) : document.createTextNode(`:${name}:`);
}

function toned(character, tone) {
  const [first, ...rest] = Array.from(character);
  // A tone takes the place of the mark that says "as a picture".
  const after = rest[0] === "\ufe0f" ? rest.slice(1) : rest;
  return first + String.fromCodePoint(0x1f3fb + tone - 2) + after.join("");
}

function reference(shown, kind, open, id) {
  if (!open) {
    return h("span", { class: kind }, shown);
  }
  return h("button", { type: "button", class: kind, onClick: () => open(id) }, shown);
}
