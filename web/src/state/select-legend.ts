import type { CategoryColouring, Colouring } from '../colour/colouring.js';
import { quoted, rangeText } from '../data/query-range.js';
import type { AppStore, LegendFilter, SelectionStep } from './app-state.js';
import { selectSteps } from './selecting.js';

/** Makes what the legend lets through the selection, adds it or takes it away, as `selectMode` says. */
export async function selectLegend(store: AppStore): Promise<void> {
  const { colouring, legendFilter, selectMode, selection } = store.state;
  const queries = legendFilter ? queriesOf(colouring, legendFilter) : [];
  const before = selectMode === 'replace' ? [] : (selection?.steps ?? []);
  const steps = queries.map(
    (text, i): SelectionStep => ({
      mode: selectMode === 'replace' && i > 0 ? 'add' : selectMode,
      by: 'query',
      text,
    }),
  );
  if (steps.length > 0) await selectSteps(store, [...before, ...steps]);
}

/** Queries that find together what the filter lets through, so that a link can repeat them. */
function queriesOf(colouring: Colouring, filter: LegendFilter): string[] {
  if (filter.kind === 'range' && colouring.kind === 'number')
    return [`${quoted(colouring.column.name)}:${rangeText(colouring.column, [filter.low, filter.high])}`];
  if (filter.kind !== 'groups' || colouring.kind !== 'category') return [];
  return [...filter.shown].map((group) => queryOfGroup(colouring, group));
}

function queryOfGroup({ groups, column }: CategoryColouring, group: number): string {
  const name = quoted(column.name);
  const { kind, name: category } = groups[group];
  if (kind === 'category') return `${name}:=${quoted(category)}`;
  if (kind === 'missing') return `${name}:=""`;
  const named = groups.filter((other) => other.kind === 'category');
  return [...named.map((other) => `-${name}:=${quoted(other.name)}`), `-${name}:=""`].join(' ');
}
