/** Asking the server: looking, acting as the person shown, and the controls of the whole page. */

/** Browsers carry about 64 KiB in all beyond the end of a page, and refuse what is more. */
const CARRIED_CHARACTERS = 8000;
const UNREACHABLE = "The page cannot reach its server. Is it still running?";

/** What the server refused, or that it could not be reached. `sentence` is for people. */
class Refused extends Error {
  constructor(status, code, sentence) {
    super(sentence);
    this.status = status;
    this.code = code;
    this.sentence = sentence;
  }
}

/**
 * The server, for whoever `store.state.me` is at the moment of asking.
 * @param {{state: {me: string}}} store
 */
export function createApi(store) {
  const mine = (path) => `/control/people/${store.state.me}/${path}`;
  return {
    /** GET what the acting person sees, such as `look("sidebar")`. Rejects with `Refused`. */
    look: (path) => ask(mine(path)),

    /**
     * Does something as the acting person: `act({do: "post", channel, text})`. Never rejects: what went
     * wrong, the network included, is the outcome's `trouble`, a sentence.
     * @returns {Promise<{ok: boolean, delivered: boolean, trouble: string|null, errors: Object<string,
     *   string>, view_id: string|null, ts: string|null}>}
     */
    act: (body) => post(mine("acts"), body).then(outcomeOf, outcomeOfRefusal),

    /** GET `/control/<path>`, or POST it if there is a body. Rejects with `Refused`. */
    control: (path, body) => (body === undefined ? ask(`/control/${path}`) : post(`/control/${path}`, body)),

    /** GET a file of the page, such as `asset("emoji.json")`. Rejects with `Refused`. */
    asset: (name) => ask(`/page/${name}`),
  };
}

function outcomeOf(answer) {
  return { ok: true, delivered: true, trouble: null, errors: {}, view_id: null, ts: null, ...answer };
}

function outcomeOfRefusal(refused) {
  const trouble = sentenceOf(refused);
  return { ...outcomeOf({}), ok: false, delivered: false, trouble, code: refused.code ?? null };
}

/** What to tell a person of something that went wrong: a refusal's own sentence. */
export function sentenceOf(error) {
  return error.sentence ?? String(error);
}

function ask(path) {
  return answered(path, { headers: { Accept: "application/json" } });
}

function post(path, body) {
  const headers = { Accept: "application/json", "Content-Type": "application/json" };
  const text = JSON.stringify(body);
  // What is entered as the page goes away still arrives, so that a reload shows it.
  const keepalive = body.do === "fill" && text.length < CARRIED_CHARACTERS;
  return answered(path, { method: "POST", headers, body: text, keepalive });
}

async function answered(path, options) {
  const response = await fetch(path, options).catch(() => {
    throw new Refused(0, "unreachable", UNREACHABLE);
  });
  const body = await response.json().catch(() => null);
  if (!response.ok) {
    const error = body?.error ?? {};
    throw new Refused(
      response.status,
      error.code ?? "error",
      error.sentence ?? `The server answered ${response.status}.`,
    );
  }
  return body;
}
