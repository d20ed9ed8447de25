import type { Estimate } from '../quality/estimate.js';
import type { StepQuality } from '../quality/measure.js';
import type { LabelConfusion, QualityReport } from '../quality/report.js';
import { lineChart, type Series } from './charts.js';
import { type Html, html } from './html.js';

/** More labels than this make a table that nobody reads. */
const mostConfusedLabels = 20;

const tones = [1, 2, 3] as const;

/** How far the map can be trusted, as a section of a page: in words first, then figures, then who sits among whom. */
export function qualitySection(report: QualityReport): Html {
  return html`<section id="quality">
<h2>Can this map be trusted?</h2>
<ul class="lead">${report.story.map((sentence) => html`<li>${sentence}</li>`)}</ul>
<h3>What each step kept</h3>
${stepTable(report)}
${lossLine(report)}
${neighbourhoodChart(report)}
${labelTable(report)}
${report.confusion ? confusionTable(report.confusion) : ''}
</section>`;
}

const nameOf = ({ from, to }: StepQuality) => `${from} → ${to}`;

function stepTable({ steps }: QualityReport): Html {
  const at = (k: number, values: readonly (Estimate & { readonly k: number })[]) =>
    values.find((value) => value.k === k);
  const rows: [string, (step: StepQuality) => Estimate | undefined][] = [
    ['trustworthiness, k = 10', (step) => at(10, step.trustworthiness)],
    ['continuity, k = 10', (step) => at(10, step.continuity)],
    ['neighbours kept, k = 10', (step) => at(10, step.recall)],
    ['neighbours kept, k = 100', (step) => at(100, step.recall)],
    ['area under R_NX (0 is chance)', (step) => step.rnxArea],
    ['rank correlation of distances', (step) => step.distanceCorrelation],
    ['stress', (step) => step.stress],
  ];
  return html`<table class="numbers">
<thead><tr><th></th>${steps.map((step) => html`<th scope="col">${nameOf(step)}</th>`)}</tr></thead>
<tbody>${rows.map(([name, pick]) => html`<tr><th scope="row">${name}</th>${steps.map((step) => html`<td>${figure(pick(step))}</td>`)}</tr>`)}</tbody>
</table>`;
}

function lossLine({ klDivergence, reconstruction }: QualityReport): Html {
  const divergence =
    klDivergence === undefined ? '' : `t-SNE ended at a KL divergence of ${klDivergence.toFixed(3)}. `;
  const held =
    reconstruction?.heldOut === undefined
      ? ''
      : `, held-out ones with ${reconstruction.heldOut.toPrecision(3)}`;
  const rebuilt =
    reconstruction === undefined
      ? ''
      : `Rows are rebuilt with a mean squared error of ${reconstruction.training.toPrecision(3)}${held}.`;
  return html`<p>${divergence}${rebuilt}</p>`;
}

function neighbourhoodChart({ steps }: QualityReport): Html {
  const series: Series[] = steps.map((step, i) => ({
    name: nameOf(step),
    tone: tones[i % tones.length],
    points: step.curve.k.map((k, at) => [Math.log10(k), step.curve.rnx[at]] as const),
  }));
  return lineChart(series, {
    title: 'Neighbourhoods kept beyond chance (R_NX), by their size',
    x: 'log10 of the neighbourhood size k',
    y: 'R_NX(k)',
  });
}

function labelTable({ spaces }: QualityReport): Html {
  const labelled = spaces.filter((space) => space.labelAccuracy !== undefined);
  if (labelled.length === 0) return html``;
  return html`<h3>Labels</h3>
<table class="numbers">
<thead><tr><th></th>${labelled.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody><tr><th scope="row">accuracy of 10 nearest neighbours</th>${labelled.map((space) => html`<td>${figure(space.labelAccuracy)}</td>`)}</tr>
<tr><th scope="row">silhouette</th>${labelled.map((space) => html`<td>${figure(space.silhouette)}</td>`)}</tr></tbody>
</table>`;
}

function confusionTable({ labels, counts }: LabelConfusion): Html {
  if (labels.length > mostConfusedLabels) return html``;
  const cells = (own: number) => {
    const total = Math.max(
      1,
      counts[own].reduce((sum, count) => sum + count, 0),
    );
    return counts[own].map((count, among) => {
      const share = Math.round((100 * count) / total);
      return html`<td${own === among ? html` class="own"` : ''}>${share === 0 ? '' : share}</td>`;
    });
  };
  return html`<h3>Who sits among whom</h3>
<div class="wide"><table class="numbers"><caption>Of 100 points with a label, how many sit among each on the map</caption>
<thead><tr><th></th>${labels.map((label) => html`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${labels.map((label, own) => html`<tr><th scope="row">${label}</th>${cells(own)}</tr>`)}</tbody>
</table></div>`;
}

/** `0.9755`, with its standard error where it was measured on a sample. */
function figure(estimate: Estimate | undefined): string {
  if (estimate === undefined || estimate.value === null || Number.isNaN(estimate.value)) return '–';
  const error = estimate.standardError > 0 ? ` ± ${estimate.standardError.toPrecision(1)}` : '';
  return `${estimate.value.toFixed(4)}${error}`;
}
