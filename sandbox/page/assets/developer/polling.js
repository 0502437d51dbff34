/** Asking again and again, only while somebody looks. */

/**
 * @param {function(): Promise} ask what to do each time; its troubles go to `onTrouble`
 * @param {number} everyMs from the end of one to the beginning of the next
 * @param {function(Error|null)} onTrouble called with null when it works (again)
 * @returns {{start: function(), stop: function(), now: function(): Promise}}
 */
export function polling(ask, everyMs, onTrouble) {
  let timer = 0;
  let isOn = false;

  async function now() {
    try {
      await ask();
      onTrouble(null);
    } catch (trouble) {
      onTrouble(trouble);
    }
  }

  async function turn() {
    if (!document.hidden) {
      await now();
    }
    if (isOn) {
      timer = setTimeout(turn, everyMs);
    }
  }

  return {
    start: () => {
      if (!isOn) {
        isOn = true;
        turn();
      }
    },
    stop: () => {
      isOn = false;
      clearTimeout(timer);
    },
    now,
  };
}
