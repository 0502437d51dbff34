/**
 * What a person enters, on its way to the server: kept at once, sent a moment later, never out of order.
 *
 * One form belongs to one view (or message). It outlives the nodes that show it, so that a view which changes
 * under somebody's fingers takes nothing from them.
 */

const SOON_MS = 300;

/**
 * @param {{view_id: string}|{channel: string, ts: string}} place
 * @param {function(Object): Promise<Object>} act as in `api.act`
 * @returns {{enter: function, flush: function, current: function, unsent: function}}
 */
export function createForm(place, act) {
  const fields = new Map();
  const onTheWay = new Map();
  let line = Promise.resolve(null);

  /**
   * Keeps what a field holds now and sends it: after a moment if `isTyped`, else at once.
   * @param {{key: string, blockId: string, actionId: string}} at
   * @param {*} shown as `state.values` spells it · `entered` as the server takes it
   * @param {{when?: "character"|"enter"|null, isTyped?: boolean, told?: *}} how `told`: what the server held
   * @returns {Promise<Object|null>|null} the outcome of sending; null while it waits
   */
  function enter(at, shown, entered, { when = null, isTyped = false, told = undefined } = {}) {
    const before = fields.get(at.key);
    clearTimeout(before?.timer);
    const field = { at, shown, entered, when, told: before ? before.told : told, timer: 0, waits: true };
    fields.set(at.key, field);
    if (isTyped) {
      window.addEventListener("pagehide", sendLast);
      field.timer = setTimeout(() => send(field), SOON_MS);
      return null;
    }
    return send(field);
  }

  function send(field) {
    clearTimeout(field.timer);
    field.waits = false;
    const { key } = field.at;
    onTheWay.set(key, (onTheWay.get(key) ?? 0) + 1);
    line = line.then(() => act(bodyOf(field))).finally(() => onTheWay.set(key, onTheWay.get(key) - 1));
    if (waiting().length === 0) {
      window.removeEventListener("pagehide", sendLast);
    }
    return line;
  }

  /** The page goes away, perhaps to come back: what waits is sent now, for there is no later. */
  function sendLast() {
    for (const field of waiting()) {
      act(bodyOf(field));
    }
  }

  function waiting() {
    return [...fields.values()].filter((field) => field.waits);
  }

  /** A view's field is filled. One of a message is, too, unless its app is to hear of it. */
  function bodyOf({ at, entered, when }) {
    const body = { place, block_id: at.blockId, action_id: at.actionId, entered };
    if (place?.view_id) {
      return { do: "fill", ...body, when };
    }
    return { do: when ? "act" : "fill", ...body };
  }

  /** Sends at once what still waits, or one field of it; fulfilled when all has arrived. */
  function flush(key = null) {
    for (const field of waiting()) {
      if (key === null || field.at.key === key) {
        send(field);
      }
    }
    return line;
  }

  /** What a field shows: what was entered here, unless the server has told something new since. */
  function current(key, told) {
    const field = fields.get(key);
    if (!field || (!isPending(key) && !same(told, field.told))) {
      fields.delete(key);
      return told;
    }
    return field.shown;
  }

  function isPending(key) {
    const field = fields.get(key);
    return field !== undefined && (field.waits || onTheWay.get(key) > 0);
  }

  /** Everything entered here, by block and action: a submission takes it along. */
  function unsent() {
    const values = Object.create(null); // an app may call a block `__proto__`
    for (const { at, entered } of fields.values()) {
      (values[at.blockId] ??= Object.create(null))[at.actionId] = entered;
    }
    return values;
  }

  return { enter, flush, current, unsent };
}

function same(one, other) {
  return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}
