import { isUnreachable } from '../api.js';
import type { LoadedRun } from '../data/run.js';
import {
  createInterpolator,
  fetchPositions,
  fetchSnapshots,
  type Positions,
  type Snapshot,
} from '../data/snapshots.js';
import { formatNumber } from '../data/table.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { boundsOf } from '../map/camera.js';
import type { MapView } from '../map/map-view.js';
import type { AppStore } from '../state/app-state.js';

const millisecondsPerSnapshot = 180;

/** Plays how the map was made, snapshot by snapshot; the early iterations, when attraction is exaggerated, are marked. */
export function createPlayer(map: MapView, store: AppStore): HTMLElement {
  const open = h(
    'button',
    {
      class: 'icon-button player-open',
      'aria-label': 'How the map was made',
      title: 'How the map was made',
      onclick: () => void start(),
    },
    icon('play'),
  );
  const play = h('button', { class: 'icon-button', onclick: () => (timer === 0 ? resume() : pause()) });
  const scrubber = h('input', {
    type: 'range',
    min: 0,
    step: 'any',
    'aria-label': 'Iteration',
    oninput: () => {
      pause();
      void show(scrubber.valueAsNumber);
    },
  });
  const phase = h('span', { class: 'player-phase', 'aria-hidden': 'true' });
  const text = h('output', { class: 'player-text quiet' });
  const close = h(
    'button',
    {
      class: 'icon-button',
      'aria-label': 'Back to the finished map',
      title: 'Back to the finished map',
      onclick: end,
    },
    icon('close'),
  );
  const bar = h(
    'div',
    { class: 'player card', role: 'group', 'aria-label': 'How the map was made', hidden: true },
    play,
    h('div', { class: 'player-track' }, phase, scrubber),
    text,
    close,
  );
  const element = h('div', { class: 'player-frame' }, open, bar);

  let snapshots: readonly Snapshot[] = [];
  let positions = new Map<number, Promise<Positions>>();
  const between = createInterpolator();
  /** The next frame, while it plays. */
  let timer = 0;
  /** Grows when playing starts and ends: a frame that waited for its snapshots until after that plays no more. */
  let playback = 0;
  /** Frames that were asked for later win over those that are still being fetched. */
  let latest = 0;

  store.watch(['run'], ({ run }) => {
    end();
    snapshots = [];
    positions = new Map();
    open.hidden = true;
    if (run) void offer(run);
  });

  async function offer(run: LoadedRun): Promise<void> {
    const found = await fetchSnapshots(run.name).catch((error: Error) => {
      if (store.state.run === run && !isUnreachable(error)) store.set({ notice: error.message });
      return [];
    });
    if (store.state.run !== run) return;
    snapshots = found;
    open.hidden = found.length < 2;
  }

  async function start(): Promise<void> {
    bar.hidden = false;
    open.hidden = true;
    scrubber.max = String(snapshots.length - 1);
    const early = snapshots.filter(({ exaggeration }) => exaggeration > 1).length;
    phase.style.width = `${(100 * early) / snapshots.length}%`;
    store.set({ showLabels: false, hovered: undefined, pinned: undefined });
    scrubber.value = '0';
    pause();
    play.focus();
    const mine = playback;
    await show(0);
    if (mine === playback) resume();
  }

  function resume(): void {
    if (scrubber.valueAsNumber >= snapshots.length - 1) scrubber.value = '0';
    const mine = ++playback;
    let last = performance.now();
    const step = async (now: number) => {
      // A frame's time is when it began, which for the first one may be before it was asked for.
      const passed = Math.max(0, now - last) / millisecondsPerSnapshot;
      const next = Math.min(snapshots.length - 1, scrubber.valueAsNumber + passed);
      last = now;
      scrubber.value = String(next);
      await show(next);
      if (mine !== playback) return;
      if (next >= snapshots.length - 1) pause();
      else timer = requestAnimationFrame((time) => void step(time));
    };
    timer = requestAnimationFrame((time) => void step(time));
    markPlaying(true);
  }

  function pause(): void {
    playback++;
    cancelAnimationFrame(timer);
    timer = 0;
    markPlaying(false);
  }

  function markPlaying(playing: boolean): void {
    const label = playing ? 'Pause' : 'Play';
    play.setAttribute('aria-label', label);
    play.title = label;
    play.replaceChildren(icon(playing ? 'pause' : 'play'));
  }

  async function show(at: number): Promise<void> {
    const mine = ++latest;
    const index = Math.min(snapshots.length - 1, Math.floor(at));
    const { iteration, exaggeration, klDivergence } = snapshots[index];
    text.textContent = `Iteration ${iteration}, KL ${formatNumber(klDivergence)}${exaggeration > 1 ? `, exaggerated ${formatNumber(exaggeration)}×` : ''}`;
    try {
      const [from, to] = await Promise.all([load(index), load(Math.min(index + 1, snapshots.length - 1))]);
      if (mine === latest && !bar.hidden) map.movePoints(between(from, to, at - index));
    } catch (error) {
      pause();
      text.textContent = error instanceof Error ? error.message : String(error);
    }
  }

  function load(index: number): Promise<Positions> {
    const { run } = store.state;
    if (!run) return Promise.reject(new Error('There is no run.'));
    let found = positions.get(index);
    if (!found) {
      found = fetchPositions(
        run.name,
        snapshots[index].path,
        run.table.rows,
        boundsOf(run.table.x, run.table.y),
      );
      positions.set(index, found);
      // What could not be fetched is asked for again.
      const cache = positions;
      found.catch(() => cache.delete(index));
    }
    return found;
  }

  function end(): void {
    pause();
    latest++;
    if (bar.hidden) return;
    bar.hidden = true;
    open.hidden = snapshots.length < 2;
    store.set({ showLabels: true });
    map.movePoints(undefined);
  }
  return element;
}
