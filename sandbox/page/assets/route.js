/**
 * Where one is, as the part of the address after `#`: `#/U1/C1`, `#/U1/C1/thread/TS`, `#/U1/C1/at/TS`,
 * `#/U1/home/A1`.
 */

/**
 * @param {string} hash
 * @returns {{me: string|null, place: {kind: string, id: string, at: string|null}|null, threadTs:
 *   string|null}}
 */
export function parseRoute(hash) {
  const [me, first, second, third] = hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  if (!first) {
    return { me: me || null, place: null, threadTs: null };
  }
  if (first === "home") {
    return { me, place: { kind: "home", id: second, at: null }, threadTs: null };
  }
  const at = second === "at" ? third : null;
  return { me, place: { kind: "conversation", id: first, at }, threadTs: second === "thread" ? third : null };
}

/** The address of a place; the opposite of `parseRoute`. */
export function formatRoute({ me, place, threadTs = null }) {
  if (!place) {
    return `#/${me}`;
  }
  if (place.kind === "home") {
    return `#/${me}/home/${place.id}`;
  }
  const rest = threadTs ? `/thread/${threadTs}` : place.at ? `/at/${place.at}` : "";
  return `#/${me}/${place.id}${rest}`;
}

/** The place a step of the guide names; null for messages with an app, whose address differs for everybody. */
export function placeOf(where) {
  if (where?.channel) {
    return { kind: "conversation", id: where.channel, at: null };
  }
  return where?.home ? { kind: "home", id: where.home, at: null } : null;
}
