import type { QualityReport } from '@latentscape/pipeline';
import { type Child, h } from '../dom.js';

type Step = QualityReport['steps'][number];
/** What is not defined (a correlation of constants) is null in the file. */
type Estimate = { readonly value: number | null; readonly standardError: number | null };

/** More labels than this make a table that nobody reads. */
const mostConfusedLabels = 20;

export const stepName = ({ from, to }: Step) => `${from} → ${to}`;

/** What each step kept: a column a step, with standard errors where a sample was measured. */
export function createStepTable(report: QualityReport): HTMLElement {
  const { steps } = report;
  const at = (k: number, values: readonly (Estimate & { readonly k: number })[]) =>
    values.find((value) => value.k === k);
  const lines: readonly (readonly [string, (step: Step) => Estimate | undefined])[] = [
    ['Trustworthiness, k = 10', (step) => at(10, step.trustworthiness)],
    ['Continuity, k = 10', (step) => at(10, step.continuity)],
    ['Neighbours kept, k = 10', (step) => at(10, step.recall)],
    ['Neighbours kept, k = 100', (step) => at(100, step.recall)],
    ['Area under R_NX (0 is chance)', (step) => step.rnxArea],
    ['Rank correlation of distances', (step) => step.distanceCorrelation],
    ['Stress', (step) => step.stress],
  ];
  return h(
    'div',
    {},
    h('h3', {}, 'What each step kept'),
    frame(
      'What each step kept',
      head('', steps.map(stepName)),
      lines.map(([name, pick]) =>
        line(
          name,
          steps.map((step) => figure(pick(step))),
        ),
      ),
    ),
    h('p', { class: 'quiet' }, lossText(report)),
  );
}

function lossText({ klDivergence, reconstruction }: QualityReport): string {
  const sentences: string[] = [];
  if (klDivergence !== undefined)
    sentences.push(`t-SNE ended at a KL divergence of ${klDivergence.toFixed(3)}.`);
  if (reconstruction) {
    const { training, heldOut } = reconstruction;
    const held = heldOut === undefined ? '' : `, held-out ones with ${heldOut.toPrecision(3)}`;
    sentences.push(`Rows are rebuilt with a mean squared error of ${training.toPrecision(3)}${held}.`);
  }
  return sentences.join(' ');
}

/** How well each space tells the labels apart; undefined without labels. */
export function createLabelTable({ spaces }: QualityReport): HTMLElement | undefined {
  const labelled = spaces.filter(({ labelAccuracy }) => labelAccuracy !== undefined);
  if (labelled.length === 0) return undefined;
  return h(
    'div',
    {},
    h('h3', {}, 'Labels'),
    frame(
      'Labels',
      head(
        '',
        labelled.map(({ name }) => name),
      ),
      [
        line(
          'Accuracy of 10 nearest',
          labelled.map(({ labelAccuracy }) => figure(labelAccuracy)),
        ),
        line(
          'Silhouette',
          labelled.map(({ silhouette }) => figure(silhouette)),
        ),
      ],
    ),
  );
}

/** Of 100 points of each label, how many sit among each; undefined without labels or with too many. */
export function createConfusionTable({ confusion }: QualityReport): HTMLElement | undefined {
  if (confusion === undefined || confusion.labels.length > mostConfusedLabels) return undefined;
  const { labels, counts } = confusion;
  return h(
    'div',
    {},
    h('h3', {}, 'Who sits among whom, of 100 points'),
    frame(
      'Who sits among whom',
      head('', labels),
      labels.map((label, own) => {
        const total = counts[own].reduce((sum, count) => sum + count, 0);
        const shares = counts[own].map((count) => (total === 0 ? 0 : (100 * count) / total));
        const row = line(
          label,
          shares.map((share) => [shareText(share)]),
        );
        row.children[own + 1].classList.add('is-own');
        shares.forEach((share, among) => {
          if (among !== own && share >= 1) row.children[among + 1].classList.add('is-touching');
        });
        return row;
      }),
    ),
  );
}

function shareText(share: number): string {
  if (share === 0) return '';
  return share < 0.5 ? '·' : String(Math.round(share));
}

function frame(name: string, header: HTMLElement, lines: readonly HTMLElement[]): HTMLElement {
  return h(
    'div',
    { class: 'measures-frame', role: 'region', 'aria-label': name, tabindex: 0 },
    h('table', { class: 'measures' }, h('thead', {}, header), h('tbody', {}, ...lines)),
  );
}

function head(first: string, names: readonly string[]): HTMLElement {
  return h('tr', {}, h('td', {}, first), ...names.map((name) => h('th', { scope: 'col' }, name)));
}

function line(name: string, cells: readonly (readonly Child[])[]): HTMLElement {
  return h('tr', {}, h('th', { scope: 'row' }, name), ...cells.map((cell) => h('td', {}, ...cell)));
}

/** `0.976 ± 0.001`: three digits, and the standard error where it is known to have one. */
function figure(estimate: Estimate | undefined): readonly Child[] {
  if (estimate?.value === undefined || estimate.value === null) return ['–'];
  const { value, standardError } = estimate;
  const error = h('span', { class: 'standard-error quiet' }, ` ± ${standardError?.toPrecision(1)}`);
  return [value.toFixed(3), standardError ? error : undefined];
}
