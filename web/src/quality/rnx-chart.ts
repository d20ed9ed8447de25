import type { QualityReport } from '@latentscape/pipeline';
import { axisBottom, axisLeft, line, scaleLinear, scaleLog, select } from 'd3';
import { h, s } from '../dom.js';
import { stepName } from './quality-tables.js';

const width = 520;
const height = 240;
const margin = { top: 12, right: 16, bottom: 40, left: 48 };

/** Neighbourhoods kept beyond chance, R_NX(k), over their size: a line a step. */
export function createRnxChart(steps: QualityReport['steps']): HTMLElement {
  const most = Math.max(2, ...steps.flatMap(({ curve }) => curve.k));
  const least = Math.min(0, ...steps.flatMap(({ curve }) => curve.rnx));
  const x = scaleLog([1, most], [margin.left, width - margin.right]);
  const y = scaleLinear([least, 1], [height - margin.bottom, margin.top]);
  const svg = s('svg', {
    class: 'chart',
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'aria-label': `Neighbourhoods kept beyond chance, by their size. ${steps.map(sentence).join(' ')}`,
  });
  select(svg)
    .append('g')
    .attr('transform', `translate(0 ${height - margin.bottom})`)
    .call(axisBottom(x).ticks(5, 'd'));
  select(svg).append('g').attr('transform', `translate(${margin.left} 0)`).call(axisLeft(y).ticks(5));
  svg.append(
    s(
      'text',
      { x: (margin.left + width) / 2, y: height - 6, 'text-anchor': 'middle' },
      'size of the neighbourhood, k',
    ),
  );
  steps.forEach(({ curve }, i) => {
    const path = line<number>(
      (at) => x(curve.k[at]),
      (at) => y(curve.rnx[at]),
    );
    svg.append(s('path', { class: `step-line step-${i % 3}`, d: path(curve.k.keys()) ?? '' }));
  });
  const names = steps.map((step, i) => h('span', { class: `step-name step-${i % 3}` }, stepName(step)));
  return h(
    'figure',
    {},
    h('figcaption', { class: 'step-names' }, h('h3', {}, 'Neighbourhoods kept (R_NX)'), ...names),
    svg,
  );
}

function sentence(step: QualityReport['steps'][number]): string {
  return `${stepName(step).replace('→', 'to')}: area ${step.rnxArea.value?.toFixed(2) ?? 'unknown'}.`;
}
