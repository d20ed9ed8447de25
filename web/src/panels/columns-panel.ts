import { type Range, rangeIn, withRange } from '../data/query-range.js';
import type { NumberColumn } from '../data/table.js';
import { h } from '../dom.js';
import { icon } from '../icons.js';
import { inSlices, type Steps } from '../slices.js';
import type { AppState, AppStore } from '../state/app-state.js';
import { clearSelection, select } from '../state/selecting.js';
import { type ColumnHistogram, createColumnHistogram } from './column-histogram.js';

/** Up to this many rows, the selection follows the brush; beyond, it waits until the brush is let go. */
const mostLiveRows = 200_000;

/**
 * A small histogram for each column of numbers or dates, with the selection drawn over the whole. Brushing one selects its range; brushes
 * in several columns hold together. A brush is a search, so that the search field and a link say the same.
 */
export function createColumnsPanel(store: AppStore): HTMLElement {
  const list = h('div', { class: 'columns-list' });
  const element = h(
    'section',
    { class: 'panel card columns-panel', 'aria-label': 'Columns', hidden: true },
    h(
      'header',
      { class: 'panel-heading' },
      h('h2', {}, 'Columns'),
      h('span', { class: 'quiet clip' }, 'drag to select'),
      h(
        'button',
        {
          class: 'icon-button',
          'aria-label': 'Close the columns',
          title: 'Close (C)',
          onclick: () => store.set({ showColumns: false }),
        },
        icon('close'),
      ),
    ),
    list,
  );
  let histograms: readonly (readonly [NumberColumn, ColumnHistogram])[] = [];
  let drawnFor: AppState['run'];

  function build(run: NonNullable<AppState['run']>): void {
    drawnFor = run;
    const columns = run.table.columns.filter((column): column is NumberColumn => column.kind === 'number');
    histograms = columns.map((column) => [
      column,
      createColumnHistogram(column, (range, isDone) => {
        if (isDone || run.table.rows <= mostLiveRows) brush(column, range);
      }),
    ]);
    const none = h('p', { class: 'quiet' }, 'This run has no columns of numbers or dates.');
    list.replaceChildren(...(columns.length === 0 ? [none] : histograms.map(([, { element }]) => element)));
  }

  function brush(column: NumberColumn, range: Range | undefined): void {
    const text = withRange(queryOf(store.state) ?? '', column, range);
    if (text === '') clearSelection(store);
    else void select(store, { mode: 'replace', by: 'query', text });
  }

  store.watch(['run', 'showColumns', 'selection'], (state) => {
    const { run, showColumns, selection } = state;
    element.hidden = !run || !showColumns;
    if (!run || !showColumns) return;
    if (drawnFor !== run) build(run);
    const query = queryOf(state);
    for (const [column, histogram] of histograms)
      histogram.showRange(query === undefined ? undefined : rangeIn(query, column));
    void inSlices(drawAll(histograms, selection?.table.indices()), () => store.state.selection === selection);
  });
  return element;
}

function* drawAll(
  histograms: readonly (readonly [NumberColumn, ColumnHistogram])[],
  selected: Uint32Array | undefined,
): Steps<void> {
  for (const [, histogram] of histograms) yield* histogram.draw(selected);
}

/** The search that the selection is, if it is one. */
function queryOf({ selection }: AppState): string | undefined {
  const step = selection?.steps.length === 1 ? selection.steps[0] : undefined;
  return step?.by === 'query' ? step.text : undefined;
}

/** The button that shows and hides the columns. */
export function createColumnsButton(store: AppStore): HTMLElement {
  const button = h(
    'button',
    {
      class: 'icon-button',
      'aria-label': 'Columns',
      title: 'Columns (C)',
      onclick: () => store.set({ showColumns: !store.state.showColumns }),
    },
    icon('columns'),
  );
  store.watch(['showColumns'], ({ showColumns }) => {
    button.setAttribute('aria-pressed', String(showColumns));
  });
  return button;
}
