import { followEvents } from '../api.js';
import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { afterEvent, emptyLiveRun, type LiveRun, type StageProgress } from '../state/live.js';
import { createLiveMap } from './live-map.js';
import { createLiveReconstructions } from './live-reconstructions.js';
import { createLossChart } from './loss-chart.js';
import { formatSeconds } from './run-chooser.js';

const stageTitles = {
  ingest: 'Read the data',
  train: 'Train the autoencoder',
  encode: 'Encode every row',
  embed: 'Lay out the map',
  evaluate: 'Measure the quality',
  export: 'Write the files',
} as const;

/**
 * What a run under way is doing: its stages with time left, the loss and reconstructions as it trains, the points as they
 * find their places. Shown until there is a map.
 */
export function createLivePanel(store: AppStore): HTMLElement {
  const heading = h('h2');
  const stages = h('ol', { class: 'stages' });
  const loss = h('div');
  const reconstructions = createLiveReconstructions();
  const map = createLiveMap(store);
  const card = h('div', { class: 'live-card card' }, heading, stages, loss, reconstructions.element);
  const element = h(
    'section',
    { class: 'live', 'aria-label': 'Run under way', hidden: true },
    map.element,
    card,
  );
  let endFollowing = () => {};
  let followed: string | undefined;
  let live: LiveRun = emptyLiveRun;
  /** Whether a frame has been asked for: many events make one redraw. */
  let isShowing = false;
  let shownSnapshot: LiveRun['snapshot'];

  function follow(name: string): void {
    live = emptyLiveRun;
    map.clear();
    reconstructions.clear();
    endFollowing = followEvents(name, {
      onEvent(event) {
        live = afterEvent(live, event);
        if (isShowing) return;
        isShowing = true;
        requestAnimationFrame(show);
      },
      onRestart() {
        live = emptyLiveRun;
      },
      onGone: () => store.set({ problem: `The run “${name}” was deleted.` }),
    });
  }

  function show(): void {
    isShowing = false;
    const { runName, run } = store.state;
    element.hidden = run !== undefined || live.stages.length === 0;
    if (element.hidden) return;
    heading.textContent = headingOf(runName ?? '', live);
    stages.replaceChildren(...live.stages.map(stageItem));
    const { unit = 'steps', total = 0 } = live.stages.find(({ stage }) => stage === 'train') ?? {};
    loss.replaceChildren(
      ...(live.training.length > 1 ? [createLossChart(live.training, unit, { total })] : []),
    );
    if (followed === undefined) return;
    if (live.reconstructions) reconstructions.show(followed, live.reconstructions);
    if (live.snapshot && live.snapshot !== shownSnapshot) map.show(followed, live.snapshot);
    shownSnapshot = live.snapshot;
  }

  store.watch(['runName', 'runs', 'run'], ({ runName, runs = [], run }) => {
    const summary = runs.find(({ name }) => name === runName);
    const wanted =
      !run && summary && !summary.hasMap && summary.status !== 'unreadable' ? summary.name : undefined;
    if (wanted !== followed) {
      endFollowing();
      endFollowing = () => {};
      followed = wanted;
      if (wanted === undefined) map.clear();
      else follow(wanted);
    }
    element.hidden = wanted === undefined || live.stages.length === 0;
  });
  return element;
}

function headingOf(name: string, { status, error }: LiveRun): string {
  if (status === 'failed') return `“${name}” failed: ${error ?? 'see its terminal'}`;
  if (status === 'interrupted') return `“${name}” was stopped; the same command continues it`;
  return status === 'done' ? `“${name}” is done` : `“${name}” is under way`;
}

function stageItem(progress: StageProgress): HTMLElement {
  const { stage, state, done, total } = progress;
  const title = stageTitles[stage] ?? stage;
  const isCounted = state === 'running' && total > 0;
  return h(
    'li',
    { class: `stage is-${state}` },
    h('span', { class: 'stage-title' }, title),
    h('span', { class: 'stage-time quiet' }, stageTime(progress)),
    state === 'running' &&
      h('progress', { 'aria-label': title, ...(isCounted && { value: done, max: total }) }),
    isCounted && h('span', { class: 'stage-count quiet' }, stageCount(progress)),
  );
}

/** How long a stage took, or will still take; a phase says so itself. */
function stageTime({ state, phase, seconds, secondsLeft = 0 }: StageProgress): string {
  if (state === 'reused') return 'reused';
  if (state === 'done') return seconds === undefined ? '' : formatSeconds(seconds);
  return phase === undefined && secondsLeft > 0 ? timeLeft(secondsLeft) : '';
}

/** `25 of 750 iterations`, `neighbours: 4,096 of 70,000 rows, 2 s left`. */
function stageCount({ phase, done, total, unit, secondsLeft = 0 }: StageProgress): string {
  const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}`;
  if (phase === undefined) return count;
  return `${phase}: ${count}${secondsLeft > 0 ? `, ${timeLeft(secondsLeft)}` : ''}`;
}

const timeLeft = (seconds: number) => `${formatSeconds(Math.ceil(seconds))} left`;
