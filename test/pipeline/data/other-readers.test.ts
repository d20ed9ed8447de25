import { execFileSync, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Column } from '@latentscape/pipeline/data/dataset';
import { type ExportFormat, formatTable } from '@latentscape/pipeline/data/format-table';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.js';

const columns: Column[] = [
  { kind: 'text', name: 'id', values: ['a', 'b "quoted", with comma', 'línea\nnueva', '北京', 'e'] },
  {
    kind: 'number',
    name: 'exact, y',
    values: Float64Array.of(1 / 3, 1e-300, 1.7976931348623157e308, -0.1, 1),
  },
  { kind: 'text', name: 'größe', values: ['=1+1', '@SUM(A1)', 'x', '+y', '007'] },
];
const numbers = [1 / 3, 1e-300, 1.7976931348623157e308, -0.1, 1];
const ids = ['a', 'b "quoted", with comma', 'línea\nnueva', '北京', 'e'];
/** Text that a spreadsheet would run is preceded by an apostrophe. */
const harmless = ["'=1+1", "'@SUM(A1)", 'x', "'+y", '007'];

// biome-ignore lint/suspicious/noUndeclaredEnvVars: which interpreter has pandas is the machine's matter
const python = process.env.PYTHON ?? 'python3';
const has = (program: string, ...args: string[]) => spawnSync(program, args).status === 0;

async function written(format: ExportFormat): Promise<string> {
  const file = path.join(await temporaryFolder(), `map.${format}`);
  await writeFile(file, formatTable(columns, format));
  return file;
}

const hasPandas = has(python, '-c', 'import pandas');
const hasArrow = hasPandas && has(python, '-c', 'import pyarrow');

describe.skipIf(!hasPandas)('pandas reads every value', () => {
  const text = 'dtype={"größe": str}, float_precision="round_trip"';
  const byArrow: [ExportFormat, string, boolean][] = [
    ['parquet', 'read_parquet(path)', false],
    ['arrow', 'read_feather(path)', false],
  ];
  test.each<[ExportFormat, string, boolean]>([
    ['csv', `read_csv(path, ${text})`, true],
    ['tsv', `read_csv(path, sep="\\t", ${text})`, true],
    ['json', 'read_json(path, dtype={"größe": str}, precise_float=True)', false],
    ...(hasArrow ? byArrow : []),
  ])('%s', async (format, read, escaped) => {
    const script = `import sys, json, pandas
path = sys.argv[1]
table = pandas.${read}
print(json.dumps([list(table.columns), *(table[name].tolist() for name in table.columns)]))`;
    const printed = execFileSync(python, ['-c', script, await written(format)], {
      encoding: 'utf8',
      env: { ...process.env, PYTHONIOENCODING: 'utf-8', PYTHONUTF8: '1' },
    });
    const plain = ['=1+1', '@SUM(A1)', 'x', '+y', '007'];
    expect(JSON.parse(printed)).toEqual([
      ['id', 'exact, y', 'größe'],
      ids,
      numbers,
      escaped ? harmless : plain,
    ]);
  });
});

describe.skipIf(!has('Rscript', '--version'))('R reads every value', () => {
  test.each<[ExportFormat, string]>([
    ['csv', 'read.csv'],
    ['tsv', 'read.delim'],
  ])('%s', async (format, read) => {
    const script = `table <- ${read}(commandArgs(TRUE)[1], check.names = FALSE, encoding = "UTF-8",
        colClasses = c("character", "numeric", "character"))
      cat(names(table), table$id, table[["größe"]], sprintf("%.17g", table[["exact, y"]]), sep = "\\x1f")`;
    const printed = execFileSync('Rscript', ['-e', script, await written(format)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C.UTF-8' },
    });
    const values = printed.split('\x1f');
    expect(values.slice(0, 13)).toEqual(['id', 'exact, y', 'größe', ...ids, ...harmless]);
    // R's own parser is off by the last bit at times.
    values.slice(13).forEach((value, i) => {
      expect(Math.abs(Number(value) / numbers[i] - 1)).toBeLessThan(1e-15);
    });
  });
});
