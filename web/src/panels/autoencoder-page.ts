import { deadUnits, namedUnits } from '@latentscape/pipeline/autoencoder/code-statistics';
import {
  demandsInWords,
  kindInWords,
  lossesInWords,
  lossInWords,
  widthsInWords,
} from '@latentscape/pipeline/autoencoder/describe';
import type { LoadedRun } from '../data/run.js';
import { formatNumber } from '../data/table.js';
import type { UnitStatistics } from '../data/unit-statistics.js';
import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { createCodeHistogram } from './code-histogram.js';
import { createCodePlayground } from './code-playground.js';
import { createLossChart } from './loss-chart.js';
import { createReconstructionRows } from './reconstruction-rows.js';

const histogramBins = 64;

/** The run's autoencoder: how it trained, what its codes are like, what it rebuilds, and a decoder to play with. */
export function createAutoencoderPage(store: AppStore): HTMLElement {
  const content = h('div', { class: 'page-content' });
  const element = h('section', { class: 'page', 'aria-label': 'Autoencoder', tabindex: '0' }, content);
  let shownRun: LoadedRun | undefined;
  let endPlayground = () => {};

  store.watch(['page', 'run'], ({ page, run }) => {
    element.hidden = page !== 'autoencoder' || !run;
    if (element.hidden || !run || shownRun === run) return;
    shownRun = run;
    endPlayground();
    content.replaceChildren(
      h('p', { class: 'loading' }, h('span', { class: 'spinner' }), 'Reading the codes…'),
    );
    fill(run).catch((error: Error) =>
      content.replaceChildren(h('header', {}, h('h2', {}, 'Autoencoder'), h('p', {}, error.message))),
    );
  });

  async function fill(run: LoadedRun): Promise<void> {
    const [training, statistics, histogram] = await Promise.all([
      run.autoencoder.training(),
      run.codes.statistics(),
      run.codes.histogram(histogramBins),
    ]);
    if (shownRun !== run) return;
    if (!training)
      throw new Error('This run has no autoencoder: its map was laid out from the features themselves.');
    const { settings, history } = training;
    const playground = createCodePlayground(store, run, statistics);
    endPlayground = playground.end;
    const { mean, variance } = overall(statistics);
    content.replaceChildren(
      h(
        'header',
        {},
        h('h2', {}, `A ${kindInWords(settings)} autoencoder`),
        h(
          'p',
          { class: 'quiet' },
          `From ${settings.columns} numbers to ${settings.codeSize} and back (${widthsInWords(settings)}), trained for ${history.length} epochs by its ${lossInWords(settings)}. `,
          demandsInWords(settings).join(' '),
        ),
      ),
      h(
        'div',
        { class: 'page-row' },
        createLossChart(history, 'epochs', { note: lossesInWords(settings) }),
        createCodeHistogram(histogram, mean, variance),
        codeFacts(statistics, mean, variance),
      ),
      createReconstructionRows(run, settings.noise > 0),
      playground.element,
    );
  }
  return element;
}

/** Mean and variance over all values of all codes. */
function overall(statistics: readonly UnitStatistics[]): { mean: number; variance: number } {
  const mean = average(statistics, (unit) => unit.mean);
  const squares = average(statistics, (unit) => unit.deviation ** 2 + unit.mean ** 2);
  return { mean, variance: squares - mean ** 2 };
}

function average(statistics: readonly UnitStatistics[], of: (unit: UnitStatistics) => number): number {
  return statistics.reduce((sum, unit) => sum + of(unit), 0) / statistics.length;
}

/** The figures that tell a sparse code from a dense one. */
function codeFacts(statistics: readonly UnitStatistics[], mean: number, variance: number): HTMLElement {
  const facts: readonly (readonly [string, string])[] = [
    ['Mean of the codes', formatNumber(mean)],
    ['Variance', formatNumber(variance)],
    ['Exact zeros', `${formatNumber(100 * average(statistics, (unit) => unit.zeros))}%`],
    [
      'Dead units',
      namedUnits(deadUnits(statistics.map(({ deviation }) => deviation ** 2)), statistics.length),
    ],
  ];
  return h(
    'dl',
    { class: 'facts' },
    ...facts.map(([name, value]) => h('div', {}, h('dt', { class: 'quiet' }, name), h('dd', {}, value))),
  );
}
