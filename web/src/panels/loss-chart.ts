import { axisBottom, axisLeft, extent, line, scaleLinear, select } from 'd3';
import { h, s } from '../dom.js';

const width = 420;
const height = 182;
const margin = { top: 12, right: 12, bottom: 38, left: 48 };

const series = [
  { key: 'loss', name: 'training' },
  { key: 'heldOutLoss', name: 'held out' },
] as const;

/** A curve of few points shows each: one alone would be no curve. */
const mostDots = 12;
const dot = (key: string, cx: number, cy: number) =>
  s('circle', { class: `series-dot is-${key}`, cx, cy, r: 3 });

/** The losses when an epoch ended, or after some step. */
export interface LossRecord {
  /** The step; its place in the history, from 1, when undefined. */
  readonly step?: number;
  readonly loss?: number;
  readonly heldOutLoss?: number;
}

/**
 * The loss as it fell, on training rows and on held-out rows where both are known.
 * @param unit What is counted along the axis.
 * @param options.note What to know when reading it.
 * @param options.total How far the axis goes, when the end is not reached yet.
 */
export function createLossChart(
  history: readonly LossRecord[],
  unit: string,
  { note = '', total = 0 }: { readonly note?: string; readonly total?: number } = {},
): HTMLElement {
  const drawn = series.filter(({ key }) => history.some((record) => Number.isFinite(record[key])));
  const stepOf = (record: LossRecord, i: number) => record.step ?? i + 1;
  const points = (key: 'loss' | 'heldOutLoss') =>
    history.flatMap((record, i) => {
      const loss = record[key];
      return loss === undefined || !Number.isFinite(loss)
        ? []
        : [[stepOf(record, i), loss] as [number, number]];
    });
  const last = Math.max(2, ...history.slice(-1).map((record) => stepOf(record, history.length - 1)));
  const x = scaleLinear([1, Math.max(last, total)], [margin.left, width - margin.right]);
  const latest = drawn.map(({ key, name }) => `${points(key).at(-1)![1].toPrecision(4)} ${name}`);
  const losses = drawn.flatMap(({ key }) => points(key).map(([, loss]) => loss));
  const y = scaleLinear(extent(losses) as [number, number], [height - margin.bottom, margin.top]).nice();
  const path = line<[number, number]>(
    ([step]) => x(step),
    ([, loss]) => y(loss),
  );
  const svg = s('svg', {
    class: 'chart',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `Loss over ${last} ${unit}, now ${latest.reverse().join(', ') || 'unknown'}`,
  });
  select(svg)
    .append('g')
    .attr('transform', `translate(0 ${height - margin.bottom})`)
    .call(
      axisBottom(x)
        .ticks(6)
        .tickFormat((step) => (Number.isInteger(step) ? step.toLocaleString('en') : '')),
    );
  svg.append(s('text', { class: 'axis-name', x: width - margin.right, y: height - 4 }, unit));
  select(svg).append('g').attr('transform', `translate(${margin.left} 0)`).call(axisLeft(y).ticks(5));
  for (const { key } of drawn)
    svg.append(
      s('path', { class: `series is-${key}`, d: path(points(key)) ?? '' }),
      ...(points(key).length <= mostDots
        ? points(key).map(([step, loss]) => dot(key, x(step), y(loss)))
        : []),
    );
  const names = drawn.map(({ key, name }) => h('span', { class: `series-name is-${key}` }, name));
  return h(
    'figure',
    { class: 'loss' },
    h('figcaption', {}, 'Loss', ...names),
    svg,
    note ? h('p', { class: 'quiet' }, note) : undefined,
  );
}
