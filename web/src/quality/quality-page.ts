import type { QualityReport } from '@latentscape/pipeline';
import { fetchJson } from '../api.js';
import type { LoadedRun } from '../data/run.js';
import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { select } from '../state/selecting.js';
import { createConfusionTable, createLabelTable, createStepTable } from './quality-tables.js';
import { createRnxChart } from './rnx-chart.js';

/** Points that kept none of their nearest neighbours on the map. */
const badlyPlaced = 'neighbours_kept:<=0';

/** How far the map can be trusted: in plain words first, then numbers and plots; and the way to the badly placed points. */
export function createQualityPage(store: AppStore): HTMLElement {
  const content = h('div', { class: 'page-content' });
  const element = h(
    'section',
    { class: 'page quality-page', 'aria-label': 'Quality', tabindex: '0' },
    content,
  );
  let shownRun: LoadedRun | undefined;

  store.watch(['page', 'run'], ({ page, run }) => {
    element.hidden = page !== 'quality' || !run;
    if (element.hidden || !run || shownRun === run) return;
    shownRun = run;
    content.replaceChildren(
      h('p', { class: 'loading' }, h('span', { class: 'spinner' }), 'Reading the report…'),
    );
    fill(run).catch((error: Error) =>
      content.replaceChildren(h('header', {}, h('h2', {}, 'Quality'), h('p', {}, error.message))),
    );
  });

  async function fill(run: LoadedRun): Promise<void> {
    const report = await fetchJson<QualityReport>(run.name, 'report.json');
    if (shownRun !== run) return;
    if (!report) throw new Error('This run has no report: it has not come as far as “evaluate”.');
    content.replaceChildren(
      h('header', {}, h('h2', {}, 'Can this map be trusted?')),
      h('ul', { class: 'story' }, ...report.story.map((sentence) => h('li', {}, sentence))),
      h('div', { class: 'quality-actions' }, ...actions(store, report, run)),
      createRnxChart(report.steps),
      createLabelTable(report) ?? '',
      createStepTable(report),
      createConfusionTable(report) ?? '',
    );
  }
  return element;
}

/** Buttons that show on the map what the report says of its points. */
function actions(store: AppStore, { points }: QualityReport, run: LoadedRun): HTMLElement[] {
  const known = run.table.columns.some(({ name }) => name === 'neighbours_kept');
  if (!known) return [];
  const onMap = (column: string) => store.set({ page: 'map', colourBy: column });
  const buttons = [
    h('button', { class: 'button', onclick: () => onMap('neighbours_kept') }, 'Colour by neighbours kept'),
    h('button', { class: 'button', onclick: () => onMap('stretch') }, 'Colour by stretch'),
  ];
  if (points.misplaced === 0) return buttons;
  const show = () => {
    store.set({ page: 'map' });
    void select(store, { mode: 'replace', by: 'query', text: badlyPlaced });
  };
  const count = points.misplaced.toLocaleString('en');
  const noun = points.misplaced === 1 ? 'point' : 'points';
  return [
    h('button', { class: 'button', onclick: show }, `Show the ${count} badly placed ${noun}`),
    ...buttons,
  ];
}
