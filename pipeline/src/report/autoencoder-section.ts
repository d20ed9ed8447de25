import type { Examples, Insights, Pictures } from '../autoencoder/insights.js';
import { barChart, histogramChart, lineChart, type Series } from './charts.js';
import { type Html, html } from './html.js';
import { contactSheet, jpegAtSize, type Palette } from './pictures.js';

/** What an autoencoder learned, as a section of a page: in words first, then figures, then pictures. */
export async function autoencoderSection(insights: Insights): Promise<Html> {
  const { examples, unitPictures, settings } = insights;
  const isImage = settings.image !== undefined;
  return html`<section id="autoencoder">
<h2>What the autoencoder learned</h2>
${summary(insights)}
${lossChart(insights)}
<h3>Rows and their reconstructions</h3>
${await exampleTable('Rows that nobody chose', examples.typical)}
${await exampleTable('Reconstructed best', examples.best)}
${await exampleTable('Reconstructed worst', examples.worst)}
<h3>The code</h3>
${codeCharts(insights)}
<h3>What each unit draws</h3>
<p>Each picture shows what changes in the reconstruction of an average code when one unit is raised to a value that
1 row in 100 exceeds: red is added, blue is taken away.</p>
${await sheet(unitPictures, isImage ? 8 : 1, 'change', `The effect of each of the ${settings.codeSize} units`)}
<h3>How much the code keeps</h3>
${await compressionTable(insights)}
</section>`;
}

function summary({ settings, history, codes, units, compression }: Insights): Html {
  const dead = units.filter((unit) => unit.dead);
  const kinds = settings.variants.length > 0 ? settings.variants.join(' and ') : 'plain';
  const last = history.at(-1)!;
  const widths = [settings.columns, ...settings.hidden, settings.codeSize].join('–');
  return html`<p class="lead">A ${kinds} autoencoder squeezed rows of ${settings.columns} numbers into codes of
${settings.codeSize} (${widths}, mirrored) and learned for ${history.length} epochs. On rows it did not learn from, the
reconstruction loss is <strong>${figure(last.heldOutLoss ?? last.loss)}</strong>; the same number of principal components
leaves ${figure(compression.principalComponentsError / compression.error)} times its squared error.</p>
<dl class="figures">
<div><dt>mean of the codes</dt><dd>${figure(codes.mean)}</dd></div>
<div><dt>variance</dt><dd>${figure(codes.variance)}</dd></div>
<div><dt>zeros</dt><dd>${percent(codes.zeroFraction)}</dd></div>
<div><dt>dead units</dt><dd>${dead.length === 0 ? 'none' : dead.map(({ unit }) => unit + 1).join(', ')}</dd></div>
</dl>`;
}

function lossChart({ history, settings }: Insights): Html {
  const held = history.filter((record) => record.heldOutLoss !== undefined);
  const series: Series[] = [
    { name: 'training', tone: 1, points: history.map(({ epoch, loss }) => [epoch, loss]) },
    { name: 'held out', tone: 2, points: held.map(({ epoch, heldOutLoss }) => [epoch, heldOutLoss!]) },
  ];
  const loss = settings.loss === 'bce' ? 'cross-entropy' : 'squared error';
  const labels = { title: 'Reconstruction loss after each epoch', x: 'epoch', y: loss };
  return lineChart(
    series.filter(({ points }) => points.length > 0),
    labels,
  );
}

function codeCharts({ codes: { histogram }, units }: Insights): Html {
  const width = (histogram.to - histogram.from) / histogram.counts.length;
  const total = histogram.counts.reduce((sum, count) => sum + count, 0);
  const points = histogram.counts.map(
    (count, i) => [histogram.from + i * width, (100 * count) / total] as const,
  );
  const dead = new Set(units.filter((unit) => unit.dead).map(({ unit }) => unit));
  return html`<div class="pair">${histogramChart([{ name: 'codes', tone: 1, points }], {
    title: 'How the values of all codes are distributed',
    x: 'value',
    y: '% of values',
  })}${barChart(
    units.map(({ active }) => 100 * active),
    { title: 'The share of rows in which each unit is not zero', x: 'unit of the code', y: '% of rows' },
    dead,
  )}</div>`;
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
  const perRow = originals.height > 1 ? originals.count : 1;
  const rows = await Promise.all(
    lines.map(
      async ([name, pictures]) =>
        html`<tr><th scope="row">${name}</th><td>${await sheet(pictures, perRow, 'grey', `${title}: ${name}`)}</td></tr>`,
    ),
  );
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
  return html`<table class="examples"><caption>${title} <small>mean squared error ${figure(mean)}</small></caption>${rows}</table>`;
}

async function compressionTable({ compression, settings }: Insights): Promise<Html> {
  const { ratio, error, principalComponentsError, sample, sampleError, rows } = compression;
  const codeBytes = 4 * settings.codeSize;
  const jpeg = settings.image ? await jpegAtSize(sample, codeBytes) : undefined;
  return html`<table class="numbers">
<thead><tr><th>${settings.codeSize} numbers a row, ${figure(ratio)} times fewer</th><th>mean squared error</th></tr></thead>
<tbody><tr><td>autoencoder</td><td>${figure(error)}</td></tr>
<tr><td>principal components</td><td>${figure(principalComponentsError)}</td></tr></tbody>
</table>
<p><small>Over ${rows} rows.${jpeg ? html` A code takes ${codeBytes} bytes. JPEG at ${Math.round(jpeg.bytes)} bytes a picture (${sample.count} pictures in one file) has a mean squared error of ${figure(jpeg.error)}; the autoencoder, on the same pictures, ${figure(sampleError)}.` : ''}</small></p>`;
}

async function sheet(pictures: Pictures, perRow: number, palette: Palette, alt: string): Promise<Html> {
  const { png, width, height } = await contactSheet(pictures, perRow, palette);
  const source = `data:image/png;base64,${png.toString('base64')}`;
  const zoom = pictures.height > 1 ? 2 : Math.max(1, Math.floor(640 / width));
  return html`<img class="pixels" src="${source}" width="${zoom * width}" height="${(pictures.height > 1 ? 2 : 8) * height}" alt="${alt}">`;
}

/** Three significant digits. */
function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)}%`;
}
