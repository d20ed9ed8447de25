import type { Column, ImageShape } from './dataset.js';
import { type FeatureRows, holdBytes, takeRows } from './feature-rows.js';
import { shortestDecimal } from './number-text.js';

/** The largest sprite, in pixels a side, that the projector takes. */
const maxSpriteSide = 8192;

export interface ProjectorInput {
  /** What the projector is to lay out: `rows x columns`, row-major. */
  readonly vectors: { readonly rows: number; readonly columns: number; readonly values: Float32Array };
  /** Shown beside the points. */
  readonly metadata: readonly Column[];
  /** Pictures of the rows: bytes, and the shape of one. */
  readonly pictures?: { readonly features: FeatureRows; readonly image: ImageShape };
}

/**
 * The files that TensorBoard's Embedding Projector reads, by name: `tensors.tsv`, `metadata.tsv`, `sprite.png` where
 * the rows are pictures and their sheet fits 8192 pixels a side, and `projector_config.json`.
 */
export async function formatProjector(input: ProjectorInput): Promise<Map<string, string | Uint8Array>> {
  const { vectors, metadata, pictures } = input;
  const files = new Map<string, string | Uint8Array>();
  files.set('tensors.tsv', tensorLines(vectors));
  if (metadata.length > 0) files.set('metadata.tsv', metadataLines(metadata, vectors.rows));
  const sprite = pictures && (await spriteSheet(pictures.features, pictures.image));
  if (sprite) files.set('sprite.png', sprite);
  const embedding = {
    tensorName: 'Latentscape codes',
    tensorShape: [vectors.rows, vectors.columns],
    tensorPath: 'tensors.tsv',
    ...(metadata.length > 0 && { metadataPath: 'metadata.tsv' }),
    ...(sprite && {
      sprite: { imagePath: 'sprite.png', singleImageDim: [pictures.image.width, pictures.image.height] },
    }),
  };
  files.set('projector_config.json', `${JSON.stringify({ embeddings: [embedding] }, null, 2)}\n`);
  return files;
}

function tensorLines({ rows, columns, values }: ProjectorInput['vectors']): string {
  const lines = Array.from({ length: rows }, (_, row) =>
    Array.from(values.subarray(row * columns, (row + 1) * columns), (value) =>
      shortestDecimal(value, true),
    ).join('\t'),
  );
  return `${lines.join('\n')}\n`;
}

/**
 * One column has no header line, several have one; there are no quotes, so tabs and line ends become spaces. The
 * projector passes over blank lines, which would shift all that follow: they begin with a dash.
 */
function metadataLines(columns: readonly Column[], rows: number): string {
  const clean = (text: string) => text.replace(/[\t\r\n]+/g, ' ');
  const lines = Array.from({ length: rows }, (_, row) =>
    columns.map((column) => clean(cell(column, row))).join('\t'),
  ).map((line) => (line.trim() === '' ? `-${line}` : line));
  const header = columns.length > 1 ? [columns.map(({ name }) => clean(name)).join('\t')] : [];
  return `${[...header, ...lines].join('\n')}\n`;
}

function cell(column: Column, row: number): string {
  switch (column.kind) {
    case 'category':
      return column.categories[column.codes[row]] ?? '';
    case 'number':
      return Number.isNaN(column.values[row])
        ? ''
        : shortestDecimal(column.values[row], column.values instanceof Float32Array);
    case 'text':
    case 'date':
      return column.values[row];
  }
}

/** All pictures on one sheet, row by row, as many across as down. */
async function spriteSheet(features: FeatureRows, { width, height, channels }: ImageShape) {
  const { rows } = features;
  const across = Math.ceil(Math.sqrt(rows));
  const sheet = { width: across * width, height: across * height, channels };
  if (!holdBytes(features) || Math.max(sheet.width, sheet.height) > maxSpriteSide) return undefined;
  const pixels = Buffer.alloc(sheet.width * sheet.height * channels);
  const lineBytes = width * channels;
  for (let row = 0; row < rows; row++) {
    const left = (row % across) * lineBytes;
    const top = Math.floor(row / across) * height;
    const picture = takeRows(features, [row]);
    for (let y = 0; y < height; y++) {
      pixels.set(
        picture.subarray(y * lineBytes, (y + 1) * lineBytes),
        (top + y) * sheet.width * channels + left,
      );
    }
  }
  const { default: sharp } = await import('sharp');
  return await sharp(pixels, { raw: sheet }).png().toBuffer();
}
