/** Blocks on a bare page: shown, read and clicked by tests without any server behind them. */

import {
  createForm,
  patchBlocks,
  renderAttachments,
  renderBlocks,
  renderMrkdwn,
} from "/page/blocks/index.js";
import { createStore } from "/page/store.js";
import { modalLayer, renderModal } from "/page/modal.js";
import { keepDatesFresh } from "/page/blocks/turning.js";
import { showHome } from "/page/home.js";
import { readBlocks, wordsIn } from "/bench/reading.js";

const main = document.querySelector("main");
const state = { acts: [], answers: [], ctx: null, now: null, store: null };

const bench = {
  /** Who looks, and at what time: {me, people, channels, emoji, now}. */
  setUp(world) {
    const byId = (things) => new Map(things.map((thing) => [thing.id, thing]));
    state.now = new Date(world.now);
    state.ctx = {
      me: world.me,
      people: byId(world.people),
      channels: byId(world.channels),
      emoji: new Map(Object.entries(world.emoji)),
      place: { channel: "C1", ts: "1.1" },
      now: () => state.now,
      act,
      openPerson: (id) => state.acts.push({ opened: id }),
    };
  },

  /** What was sent to the server so far. */
  acts: () => state.acts,

  /** The outcomes of the next acts, in order: JSON, with `wait` in milliseconds if they take their time. */
  answers(outcomes) {
    state.answers.push(...outcomes);
  },

  show(blocks, more = {}) {
    main.shownBlocks = undefined;
    main.replaceChildren(...renderBlocks(blocks, { ...state.ctx, ...more }));
  },

  patch(blocks, more = {}) {
    state.ctx.form ??= createForm(more.place ?? state.ctx.place, act);
    patchBlocks(main, blocks, { ...state.ctx, ...more });
  },

  showMrkdwn(text, verbatim = false) {
    main.replaceChildren(...renderMrkdwn(text, state.ctx, { verbatim }));
    return main.innerHTML;
  },

  showAttachments(attachments) {
    main.replaceChildren(...renderAttachments(attachments, state.ctx));
  },

  showCard(view) {
    main.replaceChildren(renderModal(view, state.ctx));
  },

  showHome(view) {
    showHome(main, view, state.ctx);
  },

  /** By name: the words of each payload as they stand on the page, and whatever could not be shown. */
  readAll(payloads) {
    return Object.fromEntries(Object.entries(payloads).map(([name, payload]) => [name, read(payload)]));
  },

  /** Puts modals on the page as the server would tell them. */
  setModals(views) {
    if (state.store === null) {
      state.store = createStore();
      const { me, people, channels, emoji } = state.ctx;
      state.store.set({ me: me.id, people, channels, emoji });
      modalLayer(state.store, { act });
      keepDatesFresh(state.store);
    }
    state.store.set({ modals: views });
    state.store.settle();
  },

  /** Tells the page that the world's clock stands at `now`, on the day `today`. */
  setClock(now, today) {
    state.store.set({ clock: { now, mode: "paused", speed: 1, receivedAt: performance.now() }, today });
    state.store.settle();
  },
};

function read({ blocks, text }) {
  if (blocks) {
    bench.show(blocks);
    return { words: readBlocks(main), faults: faultsIn(main) };
  }
  bench.showMrkdwn(text, true);
  return { words: wordsIn(main), faults: [] };
}

async function act(body) {
  state.acts.push(body);
  const { wait = 0, then, ...outcome } = state.answers.shift() ?? {};
  if (wait > 0) {
    await new Promise((done) => setTimeout(done, wait));
  }
  if (then) {
    bench.setModals(then);
  }
  return { ok: true, delivered: true, trouble: null, errors: {}, view_id: null, ts: null, ...outcome };
}

function faultsIn(root) {
  return [...root.querySelectorAll(".unknown, .broken")].map((node) => node.firstChild.textContent);
}

window.bench = bench;
document.body.dataset.ready = "true";
