import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Column } from '@latentscape/pipeline/data/dataset';
import { formatTable } from '@latentscape/pipeline/data/format-table';
import { beforeAll, describe, expect, test } from 'vitest';
import { sharedFolder } from '../../support/temporary-folder.js';

const hasCalc = spawnSync('soffice', ['--version']).status === 0;

/** Text that hurts where a spreadsheet runs it, and text that must arrive as it is. */
const hostile = ['=1+1', '+cmd', '-x', '@SUM(A1)', '=HYPERLINK("http://x.test","click")', '\t=1+1', '\r=1+1'];
const plain = [
  'a, b; c\td "quoted"',
  'two\nlines, the second one "quoted"',
  'x;=1+1',
  'x\t=1+1',
  'x,=1+1',
  '  two  spaces ',
  'مرحبا, بالعالم',
  'ab\u202edc',
  '👩‍🚀 é 北京',
  '<script>alert(1)</script> & \'"',
  "'=1+1",
];
const texts = [...hostile, ...plain];
const single = Float32Array.from(texts, (_, i) => (i % 2 ? -1 : 1) * 10 ** (i * 4 - 37) * Math.sin(i + 1));
const double = Float64Array.from(texts, (_, i) => Math.sin(i + 1) * 10 ** (i - 9));

const columns: Column[] = [
  { kind: 'text', name: '=id', values: texts },
  { kind: 'number', name: 'x', values: single },
  { kind: 'number', name: 'exact; y', values: double },
  {
    kind: 'category',
    name: 'label',
    categories: hostile,
    codes: Int32Array.from(texts, (_, i) => (i % (hostile.length + 1)) - 1),
  },
];

interface Cell {
  readonly formula?: string;
  /** `string`, `float`, …; undefined where the cell is empty. */
  readonly type?: string;
  readonly value?: string;
  readonly text: string;
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };

/** The text of a cell: a paragraph a line; spaces in a row, and tabs, are elements. */
const textOf = (xml: string) =>
  [...xml.matchAll(/<text:p>([\s\S]*?)<\/text:p>/g)]
    .map(([, line]) =>
      line
        .replace(/<text:s(?: text:c="(\d+)")?\/>/g, (_, count = '1') => ' '.repeat(Number(count)))
        .replaceAll('<text:tab/>', '\t')
        .replace(/<[^>]*>/g, '')
        .replace(/&(\w+);/g, (_, name) => entities[name]),
    )
    .join('\n');

/** The cells of a flat OpenDocument spreadsheet, row by row. */
function cellsOf(fods: string): Cell[][] {
  const rows = [...fods.matchAll(/<table:table-row [^>]*>([\s\S]*?)<\/table:table-row>/g)];
  return rows.map(([, row]) =>
    [...row.matchAll(/<table:table-cell([^>]*?)(?:\/>|>([\s\S]*?)<\/table:table-cell>)/g)].flatMap(
      ([, attributes, content = '']) => {
        const attribute = (name: string) => new RegExp(` ${name}="([^"]*)"`).exec(attributes)?.[1];
        const cell: Cell = {
          formula: attribute('table:formula'),
          type: attribute('office:value-type'),
          value: attribute('office:value'),
          text: textOf(content),
        };
        return Array<Cell>(Number(attribute('table:number-columns-repeated') ?? 1)).fill(cell);
      },
    ),
  );
}

describe.skipIf(!hasCalc)('LibreOffice Calc (skipped where soffice is not installed)', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await sharedFolder();
  });

  /** @param separators as the import dialogue has them, by their numbers in ASCII; the text is UTF-8 */
  async function opened(name: string, content: string, separators: string): Promise<Cell[][]> {
    await writeFile(path.join(folder, name), content);
    const profile = `-env:UserInstallation=${pathToFileURL(path.join(folder, 'profile'))}`;
    const filter = `--infilter=CSV:${separators},34,76`;
    const args = [profile, '--headless', filter, '--convert-to', 'fods', '--outdir', folder];
    execFileSync('soffice', [...args, path.join(folder, name)], { stdio: 'ignore' });
    return cellsOf(readFileSync(path.join(folder, `${path.parse(name).name}.fods`), 'utf8'));
  }

  test('runs what is not made harmless', async () => {
    const [[cell]] = await opened('control.csv', '=1+1\n', '44');
    expect(cell).toEqual({ formula: 'of:=1+1', type: 'float', value: '2', text: '2' });
  }, 60_000);

  test.each([
    ['csv', 'commas', '44'],
    ['csv', 'commas, semicolons and tabs, which is what it proposes', '44/59/9'],
    ['tsv', 'tabs', '9'],
  ] as const)(
    '%s, separated by %s: no formula, the same numbers, the same text',
    async (format, _, separators) => {
      const name = `map-${separators.replaceAll('/', '-')}.${format}`;
      const cells = await opened(name, formatTable(columns, format) as string, separators);
      expect(cells.flat().filter(({ formula }) => formula !== undefined)).toEqual([]);
      const [header, ...rows] = cells;
      expect(header.slice(0, 4).map(({ text }) => text)).toEqual(["'=id", 'x', 'exact; y', 'label']);
      expect(rows).toHaveLength(texts.length);
      // A lone carriage return ends a line, also inside a cell.
      const harmless = hostile.map((text) => `'${text}`.replaceAll('\r', '\n'));
      rows.forEach(([id, x, y, label], row) => {
        expect(id).toMatchObject({ type: 'string', text: [...harmless, ...plain][row] });
        expect([x.type, y.type]).toEqual(['float', 'float']);
        expect(Math.fround(Number(x.value))).toBe(single[row]);
        // Of float64 it saves fewer digits than it holds, for small numbers eleven.
        expect(Math.abs(Number(y.value) / double[row] - 1)).toBeLessThan(1e-10);
        expect(label?.text ?? '').toBe(harmless[(row % (hostile.length + 1)) - 1] ?? '');
      });
    },
    60_000,
  );
});
