/** The WebSocket that tells what happens. It comes back by itself, and says so. */

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;

/**
 * Opens the line and keeps it open.
 * @param {function(): string} acting id of the person the page shows; asked at each connection
 * @param {function("connecting"|"open"|"lost")} onConnection
 * @returns {{on: function(string, function(Object)): function(), be: function(string), want:
 *   function(string[]), start: function()}} `on(type, tell)` hears events of a type and answers how to stop
 *   hearing; `be` switches the person (a `hello` follows); `want` asks for more kinds of events, such as
 *   ["traffic"], and replaces what was wanted before
 */
export function createLive(acting, onConnection) {
  const listeners = new Map();
  let socket = null;
  let wanted = [];
  let wait = FIRST_WAIT_MS;

  function start() {
    const opened = new WebSocket(address(acting()));
    socket = opened;
    opened.addEventListener("open", () => {
      wait = FIRST_WAIT_MS;
      onConnection("open");
      if (wanted.length > 0) {
        send({ want: wanted });
      }
    });
    opened.addEventListener("message", (event) => hear(JSON.parse(event.data)));
    opened.addEventListener("close", () => {
      onConnection("lost");
      setTimeout(start, wait);
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  }

  function hear(event) {
    for (const tell of [...(listeners.get(event.type) ?? [])]) {
      tell(event);
    }
  }

  function on(type, tell) {
    const heard = listeners.get(type) ?? new Set();
    listeners.set(type, heard.add(tell));
    return () => heard.delete(tell);
  }

  function send(body) {
    if (socket?.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify(body));
    }
  }

  function want(topics) {
    wanted = topics;
    send({ want: topics });
  }

  return { on, be: (person) => send({ as: person }), want, start };
}

function address(person) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  return `${scheme}://${location.host}/control/live?as=${encodeURIComponent(person)}`;
}
