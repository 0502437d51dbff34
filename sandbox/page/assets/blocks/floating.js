/** Menus and lists that float over the page: above everything, beside what opened them. */

const GAP_PX = 4;
const EDGE_PX = 8;

/**
 * Keeps `box` beside `anchor` while it is open. It is in the top layer, so nothing that scrolls cuts it off.
 * @param {HTMLElement} anchor
 * @param {HTMLElement} box an element with `popover="manual"`
 * @returns {{open: function(), close: function(), place: function(), isOpen: function(): boolean}}
 */
export function floating(anchor, box, { alignsEnd = false } = {}) {
  box.setAttribute("popover", "manual");
  let open = false;
  const place = () => open && placeBeside(anchor, box, alignsEnd);

  function setOpen(wanted) {
    if (wanted === open || (wanted && !box.isConnected)) {
      return;
    }
    open = wanted;
    if (open) {
      box.showPopover();
      place();
    } else if (box.isConnected) {
      box.hidePopover();
    }
    const change = open ? "addEventListener" : "removeEventListener";
    window[change]("scroll", place, true);
    window[change]("resize", place);
  }

  return { open: () => setOpen(true), close: () => setOpen(false), place, isOpen: () => open };
}

function placeBeside(anchor, box, alignsEnd) {
  const at = anchor.getBoundingClientRect();
  const room = { below: window.innerHeight - at.bottom, above: at.top };
  const isBelow = room.below >= Math.min(box.scrollHeight, 280) || room.below >= room.above;
  const most = Math.max(120, (isBelow ? room.below : room.above) - GAP_PX - EDGE_PX);
  box.style.minWidth = alignsEnd ? "" : `${at.width}px`;
  box.style.maxHeight = `${Math.min(most, 320)}px`;
  const { width, height } = box.getBoundingClientRect();
  const left = alignsEnd ? at.right - width : at.left;
  box.style.left = `${Math.max(EDGE_PX, Math.min(left, window.innerWidth - width - EDGE_PX))}px`;
  box.style.top = `${isBelow ? at.bottom + GAP_PX : at.top - height - GAP_PX}px`;
}

/** Closes when somebody points elsewhere; answers how to stop listening. */
export function onPointingElsewhere(nodes, close) {
  const listen = (event) => {
    if (!nodes.some((node) => node.contains(event.target))) {
      close();
    }
  };
  document.addEventListener("pointerdown", listen, true);
  return () => document.removeEventListener("pointerdown", listen, true);
}
