import type { StepQuality } from './measure.js';
import type { SpaceQuality } from './observed-space.js';
import type { LabelConfusion, PointSummary } from './report.js';
import type { SpaceName } from './space.js';

/** What the story is told from. */
export interface Findings {
  readonly rows: number;
  readonly spaces: readonly SpaceQuality[];
  readonly steps: readonly StepQuality[];
  readonly points: PointSummary;
  readonly confusion?: LabelConfusion;
}

/** The report in plain words, one sentence a finding; what was not measured is not mentioned. */
export function tellStory(findings: Findings): string[] {
  return [
    labelSentence(findings),
    neighbourSentence(findings),
    lossSentence(findings),
    touchingSentence(findings),
    distanceSentence(findings),
    misplacedSentence(findings),
  ].filter((sentence) => sentence !== undefined);
}

const inPlace: Record<SpaceName, string> = {
  input: 'in the original features',
  codes: 'in the codes',
  map: 'on the map',
};

function labelSentence({ spaces }: Findings): string | undefined {
  const accuracy = (name: SpaceName) => spaces.find((space) => space.name === name)?.labelAccuracy?.value;
  const map = accuracy('map');
  if (map === undefined || Number.isNaN(map)) return undefined;
  const before = (['input', 'codes'] as const)
    .map((name) => ({ name, value: accuracy(name) }))
    .filter(({ value }) => value !== undefined)
    .map(({ name, value }) => `${hundred(value!)} ${inPlace[name]}`);
  const compared = before.length === 0 ? '' : ` (${before.join(', ')})`;
  return `${hundred(map)} of 100 points sit among their own label on the map${compared}.`;
}

function neighbourSentence({ steps }: Findings): string | undefined {
  const step = stepBetween(steps, 'codes', 'map');
  if (step === undefined) return undefined;
  const [{ k, value }] = step.recall;
  return `The map keeps ${oneDigit(value * k)} of a point's ${k} nearest neighbours ${inPlace.codes}.`;
}

function lossSentence({ steps }: Findings): string | undefined {
  const encoding = stepBetween(steps, 'input', 'codes')?.rnxArea.value;
  const layout = stepBetween(steps, 'codes', 'map')?.rnxArea.value;
  if (encoding === undefined || layout === undefined) return undefined;
  const [culprit, other] =
    encoding < layout ? ['the autoencoder', 'the layout'] : ['the layout', 'the autoencoder'];
  const figures = `${percent(encoding)} of the neighbourhoods survive the encoding, ${percent(layout)} the layout`;
  return `More is lost by ${culprit} than by ${other}: ${figures} (0% would be chance).`;
}

/** The two classes that mix most: the one that is most often taken for another, by the share of its points, and that one. */
function touchingSentence({ confusion }: Findings): string | undefined {
  if (confusion === undefined) return undefined;
  const { labels, counts } = confusion;
  const sizes = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  const share = (own: number, among: number) => (sizes[own] === 0 ? 0 : counts[own][among] / sizes[own]);
  let worst = { share: 0, own: 0, among: 0 };
  for (let own = 0; own < labels.length; own++) {
    for (let among = 0; among < labels.length; among++) {
      const mixed = own === among ? 0 : share(own, among);
      if (mixed > worst.share) worst = { share: mixed, own, among };
    }
  }
  if (worst.share === 0) return undefined;
  const [own, among] = [labels[worst.own], labels[worst.among]];
  const back = share(worst.among, worst.own);
  const other = back === 0 ? '' : `, ${percent(back)} the other way`;
  return `"${own}" and "${among}" touch most: ${percent(worst.share)} of the points of "${own}" sit among "${among}"${other}.`;
}

function distanceSentence({ steps }: Findings): string | undefined {
  const correlation = (stepBetween(steps, 'input', 'map') ?? stepBetween(steps, 'codes', 'map'))
    ?.distanceCorrelation.value;
  if (correlation === undefined || Number.isNaN(correlation)) return undefined;
  const verdict =
    correlation >= 0.8
      ? 'Points that are far apart on the map are mostly far apart in the data'
      : correlation >= 0.5
        ? 'How far apart groups lie on the map is a hint, no more'
        : 'Do not read meaning into how far apart groups lie on the map';
  return `${verdict} (rank correlation of distances ${correlation.toFixed(2)}).`;
}

function misplacedSentence({ points, rows }: Findings): string {
  const { misplaced } = points;
  if (misplaced === 0) return 'Every point has kept at least one of its nearest neighbours.';
  const [noun, their] = misplaced === 1 ? ['point', 'its'] : ['points', 'their'];
  const count = `${misplaced.toLocaleString('en')} ${noun} (${percent(misplaced / rows)})`;
  return `${count} kept none of ${their} nearest neighbours: read nothing into ${their} place.`;
}

function stepBetween(steps: readonly StepQuality[], from: SpaceName, to: SpaceName): StepQuality | undefined {
  return steps.find((step) => step.from === from && step.to === to);
}

const hundred = (share: number) => String(Math.round(share * 100));
const oneDigit = (value: number) => String(Number(value.toFixed(1)));
/** Whole percents, or two digits where that would be less than ten. */
const percent = (share: number) => `${Number((share * 100).toPrecision(share < 0.995 ? 2 : 3))}%`;
