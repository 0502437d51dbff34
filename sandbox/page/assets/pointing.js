/**
 * A visible ring around what the guide speaks of, found by the words on it. It follows what is drawn anew.
 */

const CLICKABLE = "button, a[href], summary, [role=button], [role=option], [role=tab]";
const RING = "pointed-at";
const REPLYING = "reply in thread";

/**
 * @param {Element} self nothing inside of it is pointed at
 * @returns {{pointAt: function({control?: string, composer?: string, time?: string}|null)}}
 */
export function ringAround(self) {
  let target = null;
  let ringed = null;
  let frame = 0;
  let isNew = false;

  function look() {
    frame = 0;
    const found = target && find(target, self);
    if (found !== ringed) {
      ringed?.classList.remove(RING);
      found?.classList.add(RING);
      ringed = found;
    }
    if (found && isNew) {
      isNew = false;
      found.scrollIntoView({ block: "nearest" });
    }
  }

  const watcher = new MutationObserver(() => {
    frame = frame || requestAnimationFrame(look);
  });

  function pointAt(wanted) {
    isNew = JSON.stringify(wanted) !== JSON.stringify(target);
    target = wanted;
    watcher.disconnect();
    if (wanted) {
      watcher.observe(document.body, { childList: true, subtree: true, attributeFilter: ["hidden", "open"] });
    }
    look();
  }

  return { pointAt };
}

function find({ control, composer, time }, self) {
  const front = frontDialog();
  if (front && !control) {
    return null; // what is meant stands behind a form: first that one
  }
  if (composer !== undefined && composer !== null) {
    return document.querySelector("main .composer-box");
  }
  if (time) {
    const button = document.querySelector(`[data-time="${CSS.escape(time)}"]`);
    return button && isSeen(button) ? button : document.querySelector("[data-time=toggle]");
  }
  return control ? controlCalled(control, self) : null;
}

/**
 * Where one replies: in the thread that is open, else on the newest message that has one, else on the newest.
 */
function replyPlace() {
  const places = [".thread .composer-box", "main .thread-summary", "main .message"];
  return places.map((place) => [...document.querySelectorAll(place)].findLast(isSeen)).find(Boolean) ?? null;
}

/** The last one with these words: the newest message; what stands in front, if a form is open. */
function controlCalled(words, self) {
  if (plain(words) === REPLYING) {
    return replyPlace();
  }
  const front = frontDialog();
  const all = [...(front ?? document).querySelectorAll(CLICKABLE)];
  return all.findLast((one) => saysIt(one, words) && isSeen(one) && !self.contains(one)) ?? null;
}

function frontDialog() {
  return [...document.querySelectorAll("dialog[open], [role=dialog]:not([popover])")].findLast(isSeen);
}

function saysIt(element, words) {
  const wanted = plain(words);
  return plain(element.textContent) === wanted || plain(element.getAttribute("aria-label") ?? "") === wanted;
}

function plain(text) {
  return text.trim().replace(/\s+/g, " ").toLowerCase();
}

function isSeen(element) {
  return element.checkVisibility({ visibilityProperty: true });
}
