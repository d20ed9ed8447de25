import { namedUnits } from '../autoencoder/code-statistics.js';
import {
  demandsInWords,
  kindInWords,
  lossesInWords,
  lossInWords,
  widthsInWords,
} from '../autoencoder/describe.js';
import type { Examples, Insights } from '../autoencoder/insights.js';
import type { Pictures } from '../autoencoder/pictures.js';
import { barChart, histogramChart, lineChart, type Series } from './charts.js';
import { type Html, html } from './html.js';
import { contactSheet, jpegAtSize, type Palette } from './pictures.js';

/**
 * What an autoencoder learned, as a section of a page: in words first, then figures, then pictures.
 * @param featureNames one name a feature, where the rows are no images and have them
 */
export async function autoencoderSection(
  insights: Insights,
  featureNames: readonly string[] = [],
): Promise<Html> {
  const { examples, unitPictures, settings } = insights;
  const isImage = settings.image !== undefined;
  return html`<section id="autoencoder">
<h2>What the autoencoder learned</h2>
${summary(insights)}
${lossChart(insights)}
<h3>Rows and their reconstructions</h3>
${isImage ? '' : html`<p>One line a row, one square a feature: black is the smallest value, white the largest.${inOrder(featureNames)}</p>`}
${await exampleTable('Rows that nobody chose', examples.typical)}
${await exampleTable('Reconstructed best', examples.best)}
${await exampleTable('Reconstructed worst', examples.worst)}
<h3>The code</h3>
${codeCharts(insights)}
<h3>What each unit draws</h3>
<p>Each ${isImage ? 'picture' : 'line'} shows what changes in the reconstruction of an average code when one unit is
raised to a value that 1 row in 100 exceeds: red is added, blue is taken away. Unit 1 is ${isImage ? 'at the top left; read line by line' : 'at the top'}.${deadUnits(insights)}</p>
${await sheet(unitPictures, isImage ? 8 : 1, 'change', `The effect of each of the ${settings.codeSize} units`, 3)}
<h3>How much the code keeps</h3>
${await compressionTable(insights)}
</section>`;
}

function summary({ settings, history, codes, units, compression }: Insights): Html {
  const dead = units.filter((unit) => unit.dead);
  const last = history.at(-1)!;
  const rows = last.heldOutLoss === undefined ? 'The' : 'On rows it did not learn from, the';
  return html`<p class="lead">A ${kindInWords(settings)} autoencoder squeezed rows of ${settings.columns} numbers into codes of
${settings.codeSize} (${widthsInWords(settings)}, mirrored) and learned for ${counted(history.length, 'epoch')}. ${demandsInWords(settings).join(' ')} ${rows}
reconstruction loss is <strong>${figure(last.heldOutLoss ?? last.loss)}</strong>; ${besidePrincipalComponents(settings, compression)}.</p>
<dl class="figures">
<div><dt>mean of the codes</dt><dd>${figure(codes.mean)}</dd></div>
<div><dt>variance</dt><dd>${figure(codes.variance)}</dd></div>
<div><dt>zeros</dt><dd>${percent(codes.zeroFraction)}</dd></div>
<div><dt>dead units</dt><dd>${namedUnits(
    dead.map(({ unit }) => unit),
    units.length,
  )}</dd></div>
</dl>`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function besidePrincipalComponents(
  { codeSize, columns, noise }: Insights['settings'],
  { principalComponentsError, error }: Insights['compression'],
): string {
  if (codeSize >= columns) return 'as many principal components would keep everything';
  const clean = noise > 0 ? 'without noise, ' : '';
  return principalComponentsError >= error
    ? `${clean}as many principal components leave ${figure(principalComponentsError / error)} times its squared error`
    : `${clean}its squared error is ${figure(error / principalComponentsError)} times that of as many principal components`;
}

function deadUnits({ units }: Insights): string {
  const dead = units.filter((unit) => unit.dead).map(({ unit }) => unit + 1);
  if (dead.length === 0) return '';
  return dead.length === 1
    ? ` Unit ${dead[0]} is dead: it hardly ever changes.`
    : ` Units ${dead.join(', ')} are dead: they hardly ever change.`;
}

/** More names than this make a sentence that nobody reads. */
const mostNamedFeatures = 30;

function inOrder(names: readonly string[]): string {
  if (names.length === 0) return '';
  const named = names.slice(0, mostNamedFeatures).join(', ');
  return ` From left to right: ${named}${names.length > mostNamedFeatures ? ', …' : ''}.`;
}

function lossChart({ history, settings }: Insights): Html {
  const held = history.filter((record) => record.heldOutLoss !== undefined);
  const series: Series[] = [
    { name: 'training', tone: 1, points: history.map(({ epoch, loss }) => [epoch, loss]) },
    { name: 'held out', tone: 2, points: held.map(({ epoch, heldOutLoss }) => [epoch, heldOutLoss!]) },
  ];
  const labels = { title: 'Reconstruction loss after each epoch', x: 'epoch', y: lossInWords(settings) };
  const chart = lineChart(
    series.filter(({ points }) => points.length > 0),
    labels,
  );
  const note = lossesInWords(settings);
  return note === '' ? chart : html`${chart}<p><small>${note}</small></p>`;
}

function codeCharts({ codes: { histogram }, units, settings }: Insights): Html {
  const width = (histogram.to - histogram.from) / histogram.counts.length;
  const total = histogram.counts.reduce((sum, count) => sum + count, 0);
  const points = [...histogram.counts, 0].map(
    (count, i) => [histogram.from + i * width, (100 * count) / total] as const,
  );
  const dead = new Set(units.filter((unit) => unit.dead).map(({ unit }) => unit));
  return html`<div class="pair">${histogramChart([{ name: 'codes', tone: 1, points }], {
    title: 'How the values of all codes are distributed',
    x: 'value',
    y: '% of values',
  })}${
    settings.codeActivation === 'relu'
      ? barChart(
          units.map(({ active }) => 100 * active),
          {
            title: 'The share of rows in which each unit is not zero',
            x: 'unit of the code',
            y: '% of rows',
          },
          dead,
        )
      : barChart(
          units.map(({ variance }) => Math.sqrt(variance)),
          { title: 'How much each unit varies', x: 'unit of the code', y: 'standard deviation' },
          dead,
        )
  }</div>`;
}

async function exampleTable(
  title: string,
  { originals, inputs, reconstructions, errors }: Examples,
): Promise<Html> {
  const lines: [string, Pictures][] = [
    ['original', originals],
    ...(inputs ? ([['as seen', inputs]] as [string, Pictures][]) : []),
    ['reconstruction', reconstructions],
  ];
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  const caption = html`<caption>${title} <small>mean squared error ${figure(mean)}</small></caption>`;
  const isImage = originals.height > 1;
  const sheets = await Promise.all(
    lines.map(([name, pictures]) =>
      sheet(pictures, isImage ? pictures.count : 1, 'grey', `${title}: ${name}`, 2, lines.length),
    ),
  );
  // Pictures are compared from top to bottom, lines of a table from left to right.
  const body = isImage
    ? lines.map(([name], i) => html`<tr><th scope="row">${name}</th><td>${sheets[i]}</td></tr>`)
    : [
        html`<tr>${lines.map(([name]) => html`<th scope="col">${name}</th>`)}</tr>`,
        html`<tr>${sheets.map((picture) => html`<td>${picture}</td>`)}</tr>`,
      ];
  return html`<table class="examples ${isImage ? 'stacked' : 'abreast'}">${caption}${body}</table>`;
}

async function compressionTable({ compression, settings }: Insights): Promise<Html> {
  const { ratio, error, sample, sampleError, rows } = compression;
  // As many components as features keep everything; what is left is rounding.
  const componentsError = settings.codeSize >= settings.columns ? 0 : compression.principalComponentsError;
  const codeBytes = 4 * settings.codeSize;
  const jpeg = settings.image ? await jpegAtSize(sample, codeBytes) : undefined;
  const line = (name: string, numbers: number, value: number) =>
    html`<tr><td>${name}</td><td>${numbers} numbers, ${4 * numbers} bytes</td><td>${figure(value)}</td></tr>`;
  return html`<p>A code has ${settings.codeSize} numbers where a row has ${settings.columns}: ${ratioInWords(ratio)}.</p>
<table class="numbers">
<thead><tr><th scope="col">kept by</th><th scope="col">a row takes</th><th scope="col">mean squared error</th></tr></thead>
<tbody>${line('autoencoder', settings.codeSize, error)}${line('principal components', Math.min(settings.codeSize, settings.columns), componentsError)}${jpeg ? html`<tr><td>JPEG</td><td>${Math.round(jpeg.bytes)} bytes</td><td>${figure(jpeg.error)}</td></tr>` : ''}</tbody>
</table>
<p><small>Over ${rows} rows${settings.noise > 0 ? ', shown without noise' : ''}.${jpeg ? html` JPEG on ${sample.count} of them, all in one file so that its header does not count; the autoencoder's error on these is ${figure(sampleError)}.` : ''}</small></p>`;
}

function ratioInWords(ratio: number): string {
  return ratio > 1
    ? `${figure(ratio)} times fewer`
    : `${figure(1 / ratio)} times as many, so nothing is compressed`;
}

/** Pixels of the page that lines of a table may take side by side, and the most that one square takes. */
const lineSpace = 640;
const largestSquare = 16;

/**
 * @param zoom of pictures
 * @param beside how many sheets stand side by side, where rows are lines of a table
 */
async function sheet(
  pictures: Pictures,
  perRow: number,
  palette: Palette,
  alt: string,
  zoom = 2,
  beside = 1,
): Promise<Html> {
  const { png, width, height } = await contactSheet(pictures, perRow, palette);
  const source = `data:image/png;base64,${png.toString('base64')}`;
  const square = Math.min(largestSquare, Math.max(1, Math.floor(lineSpace / beside / width)));
  const scale = pictures.height > 1 ? zoom : square;
  return html`<img class="pixels" src="${source}" width="${scale * width}" height="${scale * height}" alt="${alt}">`;
}

/** Three significant digits. */
function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
}
