/** Keeps what one reads where it is, while messages come above and below and change their height. */

const NEAR_PX = 700;
const END_PX = 48;

/**
 * Watches a scrolling box with a list of messages in it.
 * @param {HTMLElement} box scrolls
 * @param {HTMLElement} list its children are the messages; those with `dataset.ts` can be gone to
 * @param {{onTop: function(), onBottom: function(), onMoved: function(boolean)}} tell near the ends more is
 *   wanted; `onMoved` hears after each scroll or change whether the end is before one's eyes
 * @returns {{toEnd: function(), toNode: function(Element, number), settle: function(), lastSeen: function():
 *   string|null, isAtEnd: function(): boolean, stop: function()}} `settle` puts things back where they were
 *   after a change; `look` asks for more if there is room for it; `toNode(node, share)` puts a node at a
 *   share (0 to 1) of the box's height
 */
export function keepPlace(box, list, { onTop, onBottom, onMoved }) {
  let anchor = null; // {node, offset}, or null: the end is kept in view
  const distanceToEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight;
  const isAtEnd = () => anchor === null;
  let endSeen = 0; // how much was above the lower edge of the box when the end was last in view
  const lowerEdge = () => box.scrollTop + box.clientHeight;

  function remember() {
    const node = distanceToEnd() <= END_PX ? null : firstVisible(box, list);
    anchor = node && { node, offset: offsetOf(box, node) };
    endSeen = lowerEdge();
    tellMoved();
  }

  /** Whoever leaves the end scrolls up. If nobody did, the list has grown between a scroll and its event. */
  function onScroll() {
    if (anchor === null && lowerEdge() >= endSeen - 1) {
      settle();
      tellMoved();
    } else {
      remember();
    }
  }

  function tellMoved() {
    onMoved(isAtEnd());
    if (box.scrollTop < NEAR_PX) {
      onTop();
    }
    if (distanceToEnd() < NEAR_PX) {
      onBottom();
    }
  }

  function settle() {
    if (anchor === null) {
      box.scrollTop = box.scrollHeight;
      endSeen = lowerEdge();
    } else if (anchor.node.isConnected) {
      const shift = offsetOf(box, anchor.node) - anchor.offset;
      if (Math.abs(shift) > 0.5) {
        box.scrollTop += shift;
      }
    }
  }

  function toEnd() {
    anchor = null;
    settle();
    tellMoved();
  }

  function toNode(node, share) {
    anchor = { node, offset: box.clientHeight * share };
    // What is far away has only a guessed height until it is looked at: the second time it is right.
    settle();
    settle();
    remember();
  }

  function lastSeen() {
    const messages = [...list.querySelectorAll(".message")];
    const end = box.getBoundingClientRect().bottom + 2;
    return messages.findLast((node) => node.getBoundingClientRect().bottom <= end)?.dataset.ts ?? null;
  }

  const sizes = new ResizeObserver(settle);
  sizes.observe(box);
  sizes.observe(list);
  box.addEventListener("scroll", onScroll, { passive: true });
  const reading = () => anchor?.node.dataset.ts ?? null;
  return {
    toEnd,
    toNode,
    settle,
    look: tellMoved,
    reading,
    lastSeen,
    isAtEnd,
    stop: () => sizes.disconnect(),
  };
}

function offsetOf(box, node) {
  return node.getBoundingClientRect().top - box.getBoundingClientRect().top;
}

/**
 * The first message whose lower edge is below the upper edge of the box, by halving. Days move: they hold
 * nothing.
 */
function firstVisible(box, list) {
  const top = box.getBoundingClientRect().top;
  let [low, high] = [0, list.children.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list.children[middle].getBoundingClientRect().bottom > top) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  let found = list.children[low] ?? null;
  while (found && !found.dataset.ts) {
    found = found.nextElementSibling;
  }
  return found;
}
