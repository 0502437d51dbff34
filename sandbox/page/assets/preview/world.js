/** The people and channels that the samples speak of, and what blocks must know to be drawn among them. */

const DONE = { ok: true, delivered: true, trouble: null, errors: {}, view_id: null, ts: null };
const NOTHING = { ...DONE, options: [], option_groups: [] };
const TS = "1796142600.000100";

/**
 * @param {Object} api
 * @returns {Promise<{people: Object[], app: Object|null, inMessage: Object,
 *   contextFor: function(Object, Object, function()): Object}>} `people` are those who may
 *   read; `contextFor` makes the context of blocks for a reader, in a place; nothing happens when they are
 *   used, and its third argument is told so
 */
export async function sampleWorld(api) {
  const [workspace, emoji] = await Promise.all([api.control("workspace"), api.asset("emoji.json")]);
  const people = byId(workspace.people);
  const channels = byId(workspace.channels);
  const emojiByName = new Map(Object.entries(emoji));
  const known = { people, channels, emoji: emojiByName, conversations: workspace.channels };
  const present = new Date(workspace.now);
  const now = () => present;

  function contextFor(reader, place, onUse) {
    const act = async (body) => {
      if (body.do !== "fill" && body.do !== "suggest") {
        onUse();
      }
      return NOTHING;
    };
    return { ...known, me: { id: reader.id, tz: reader.tz }, values: {}, errors: {}, place, act, now };
  }

  const readers = oneOfEachZone(workspace.people.filter((person) => !person.is_bot && !person.deleted));
  return { people: readers, app: workspace.apps[0] ?? null, contextFor, inMessage: messagePlace(workspace) };
}

/** Who is where makes a difference to what is read; who it is does not. */
function oneOfEachZone(people) {
  return people.filter((person, place) => people.findIndex((other) => other.tz === person.tz) === place);
}

function messagePlace({ channels }) {
  return { channel: channels[0]?.id ?? "C0", ts: TS };
}

function byId(things) {
  return new Map(things.map((thing) => [thing.id, thing]));
}
