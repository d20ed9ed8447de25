import type { Table } from 'arquero';
import { type Contrast, categoryContrasts, contrasts } from '../data/contrast.js';
import type { LoadedRun } from '../data/run.js';
import { maskOf } from '../data/selection.js';
import { formatNumber, formatOnScale, type MapTable } from '../data/table.js';
import { h } from '../dom.js';
import { inSlices, type Steps } from '../slices.js';
import type { AppStore } from '../state/app-state.js';
import { colourBy, nameOfUnit } from '../state/colouring-controller.js';

/** Lines that a list shows before "Show all". */
const shownAtFirst = 6;
const mostUnits = 4;
/** Smaller differences are shown on request only. */
const leastEffect = 0.1;
/** The largest difference fills half a bar, unless it is less than this many standard deviations. */
const leastFullBar = 1;

interface Difference extends Contrast {
  readonly name: string;
  readonly format: (value: number) => string;
  readonly onclick?: () => void;
  /** Whether the means are dates, which take more room. */
  readonly isDate?: boolean;
}

/**
 * What makes the selection different: its columns, features and latent units beside the rest, the largest differences
 * first. Features that the table does not hold, and latent units, come a moment later.
 */
export function createDifferences(
  store: AppStore,
  run: LoadedRun,
  picked: Table,
  signal: AbortSignal,
): HTMLElement {
  const selected = maskOf(picked.mask());
  const columns = differenceList('Column');
  const units = differenceList('Latent unit');
  const element = h('div', { class: 'differences' }, columns.element, units.element);
  const unless = (show: () => void) => () => {
    if (!signal.aborted) show();
  };
  void inSlices(columnDifferences(run.table, selected), () => !signal.aborted).then(
    (found) => found && unless(() => columns.show(found))(),
  );
  if (hasHiddenFeatures(run)) {
    const features = differenceList('Feature');
    columns.element.after(features.element);
    run.featureMatrix.contrasts(selected).then(
      (found) => unless(() => features.show(found.map(asFeature(run))))(),
      (error: Error) => unless(() => features.explain(error.message))(),
    );
  }
  run.codes.contrasts(selected).then(
    (found) => unless(() => units.show(found.map(asUnit(store)), mostUnits))(),
    () => undefined, // A run without codes has no latent units to compare.
  );
  return element;
}

/** Wide tables and vectors have features that the map's table leaves out; pictures are compared as pictures. */
function hasHiddenFeatures({ dataset, table }: LoadedRun): boolean {
  if (!dataset || dataset.image) return false;
  const names = dataset.featureNames;
  return !names?.some((name) => table.columns.some((column) => column.name === name.split('=')[0]));
}

const asFeature =
  ({ dataset }: LoadedRun) =>
  (contrast: Contrast, i: number): Difference => ({
    ...contrast,
    name: dataset?.featureNames?.[i] ?? `feature ${i + 1}`,
    format: formatNumber,
  });

const asUnit =
  (store: AppStore) =>
  (contrast: Contrast, i: number): Difference => ({
    ...contrast,
    name: nameOfUnit(i),
    format: formatNumber,
    onclick: () => colourBy(store, nameOfUnit(i)),
  });

function* columnDifferences(table: MapTable, selected: Uint8Array): Steps<Difference[]> {
  const differences: Difference[] = [];
  for (const column of table.columns) {
    if (column.kind === 'text' || column === table.label) continue;
    if (column.kind === 'number') {
      const [found] = yield* contrasts(column.values, 1, selected);
      // A time of day goes below its day.
      const format = (value: number) => formatOnScale(column, value).replace(' ', '\n');
      differences.push({ ...found, name: column.name, format, isDate: column.dates !== undefined });
      continue;
    }
    const found = yield* categoryContrasts(column.codes, column.categories.length, selected);
    const nameOf = (code: number) => `${column.name} = ${column.categories[code]}`;
    differences.push(...found.map((one, code) => ({ ...one, name: nameOf(code), format: formatShare })));
  }
  return differences;
}

function formatShare(share: number): string {
  return Number.isNaN(share) ? '—' : `${(100 * share).toLocaleString('en', { maximumFractionDigits: 1 })}%`;
}

function differenceList(title: string) {
  const body = h('tbody');
  const head = h(
    'tr',
    {},
    h('th', { scope: 'col' }, title),
    h('td', { 'aria-hidden': 'true' }),
    h('th', { scope: 'col' }, 'these'),
    h('th', { scope: 'col' }, 'rest'),
  );
  const more = h('button', { class: 'link-button', hidden: true }, 'Show all');
  const table = h('table', { class: 'difference-table' }, h('thead', {}, head), body);
  const element = h('div', { hidden: true }, table, more);

  function show(differences: readonly Difference[], atFirst = shownAtFirst, least = leastEffect): void {
    const sorted = [...differences].sort((a, b) => Math.abs(b.effect) - Math.abs(a.effect));
    element.hidden = sorted.length === 0;
    const full = Math.max(leastFullBar, Math.abs(sorted[0]?.effect ?? 0));
    const shown = sorted.filter(({ effect }, i) => i < atFirst && Math.abs(effect) >= least);
    table.hidden = shown.length === 0;
    body.replaceChildren(...shown.map((difference) => line(difference, full)));
    more.hidden = shown.length === sorted.length;
    more.textContent =
      shown.length === 0 ? `No ${title.toLowerCase()} differs much; show all` : `Show all ${sorted.length}`;
    more.onclick = () => show(sorted, sorted.length, 0);
  }

  function explain(reason: string): void {
    element.hidden = false;
    element.replaceChildren(h('p', { class: 'quiet' }, `${title}s: ${reason}`));
  }
  return { element, show, explain };
}

function line({ name, these, rest, effect, format, onclick, isDate }: Difference, full: number): HTMLElement {
  const bar = h('span', { class: effect < 0 ? 'difference-bar is-less' : 'difference-bar' });
  const width = 50 * (Math.abs(effect) / full);
  bar.style.width = `${width}%`;
  bar.style.left = `${effect < 0 ? 50 - width : 50}%`;
  const title = `${name}: ${formatNumber(Math.abs(effect))} standard deviations ${effect < 0 ? 'less' : 'more'} than the rest`;
  return h(
    'tr',
    { title },
    h(
      'th',
      { scope: 'row', class: 'clip' },
      onclick ? h('button', { class: 'link-button', onclick, title: 'Colour the map by it' }, name) : name,
    ),
    h('td', { class: 'difference-track' }, bar),
    h('td', { class: isDate ? 'is-date' : null }, format(these)),
    h('td', { class: isDate ? 'is-date' : null }, format(rest)),
  );
}
