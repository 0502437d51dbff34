/** The traffic that is kept on the page: the newest thousand, by their numbers. */

const KEPT = 1000;
const STEP = 200;

/**
 * @param {Object} api
 * @returns {{entries: function(): Object[], hasOlder: function(): boolean, put: function(Object),
 *   load: function(): Promise, loadOlder: function(): Promise, clear: function(): Promise}} `entries` are
 *   oldest first; what asks rejects as `api.control` does
 */
export function createLog(api) {
  let byId = new Map();
  let sorted = null;
  let isMore = false;
  const waiting = new Set();

  function put(entry) {
    waiting.forEach((meanwhile) => meanwhile.push(entry));
    byId.set(entry.id, entry);
    sorted = null;
    if (byId.size > KEPT + STEP) {
      drop();
    }
  }

  function drop() {
    byId = new Map(entries().slice(-KEPT).map((entry) => [entry.id, entry]));
    sorted = null;
    isMore = true;
  }

  function entries() {
    sorted ??= [...byId.values()].sort((one, other) => one.id - other.id);
    return sorted;
  }

  async function load() {
    const meanwhile = [];
    waiting.add(meanwhile);
    const answer = await api
      .control(`traffic?limit=${STEP}`)
      .finally(() => waiting.delete(meanwhile));
    // What was told while the answer was on its way is newer than what the answer says.
    byId = new Map([...answer.entries, ...meanwhile].map((entry) => [entry.id, entry]));
    sorted = null;
    isMore = answer.has_older;
  }

  async function loadOlder() {
    const first = entries()[0]?.id;
    const answer = await api.control(`traffic?limit=${STEP}${first === undefined ? "" : `&before=${first}`}`);
    answer.entries.forEach((entry) => byId.set(entry.id, entry));
    sorted = null;
    isMore = answer.has_older;
  }

  async function clear() {
    await api.control("traffic", { do: "clear" });
    byId = new Map();
    sorted = null;
    isMore = false;
  }

  return { entries, hasOlder: () => isMore, put, load, loadOlder, clear };
}
