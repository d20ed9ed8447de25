import type { Column } from '../data/table.js';
import { h } from '../dom.js';
import type { AppStore } from '../state/app-state.js';
import { colourBy, colourColumns, nameOfUnit } from '../state/colouring-controller.js';

/** The menu of columns that can colour the map; latent units join it when their number is known. */
export function createColourChooser(store: AppStore): HTMLElement {
  const select = h('select', {
    id: 'colour-by',
    class: 'select',
    onchange: () => colourBy(store, select.value),
  });

  store.watch(['run', 'saved'], (state) => {
    const { run, saved } = state;
    if (!run) return;
    const selections = saved.usable.map(({ column }) => column);
    const columns = colourColumns(state).filter((column) => !selections.some((saved) => saved === column));
    const named = (group: string) =>
      columns.filter((column) => groupOf(column) === group).map(({ name }) => name);
    select.replaceChildren(
      ...optionGroup('Categories', named('category')),
      ...optionGroup('Numbers', named('number')),
      ...optionGroup('Dates', named('date')),
      ...optionGroup(
        'Saved selections',
        selections.map(({ name }) => name),
      ),
    );
    const units = unitCount(run.manifest.options);
    select.append(
      ...optionGroup(
        'Latent units',
        Array.from({ length: units }, (_, index) => nameOfUnit(index)),
      ),
    );
  });
  store.watch(['run', 'saved', 'colouring'], ({ colouring }) => {
    if (colouring.kind !== 'plain') select.value = colouring.column.name;
  });
  return h(
    'label',
    { class: 'colour-chooser', for: 'colour-by' },
    h('span', { class: 'quiet' }, 'Colour by'),
    select,
  );
}

const groupOf = (column: Column) => (column.kind === 'number' && column.dates ? 'date' : column.kind);

function optionGroup(label: string, names: readonly string[]): HTMLElement[] {
  if (names.length === 0) return [];
  return [h('optgroup', { label }, ...names.map((name) => h('option', { value: name }, name)))];
}

/** How many latent units the run's autoencoder has, by its options. */
function unitCount({ autoencoder, skipAutoencoder }: Readonly<Record<string, unknown>>): number {
  const size = (autoencoder as { codeSize?: unknown } | undefined)?.codeSize;
  return typeof size === 'number' && skipAutoencoder !== true ? size : 0;
}
