import { progressReporter } from '@latentscape/pipeline/cli/progress';
import type { NewRunEvent } from '@latentscape/pipeline/store/events';
import { expect, test } from 'vitest';

/** What is printed of a run, on a terminal or elsewhere; colours are left out. */
function printed(isTTY: boolean, events: readonly NewRunEvent[]): string {
  let text = '';
  const report = progressReporter({
    isTTY,
    columns: 80,
    write: (part) => {
      text += part;
    },
  });
  for (const event of events) report({ time: '', ...event });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  return text.replace(/\x1b\[\d+m/g, '');
}

const start = { type: 'run-start', run: 'mine', stages: ['ingest'] } as const;
const ingest = { type: 'stage-start', stage: 'ingest' } as const;
const note = { type: 'message', level: 'info', stage: 'ingest', text: 'label colours the map.' } as const;
const failed = { type: 'run-failed', error: 'data.csv: no such file.' } as const;

test('a run is announced when its data are read', () => {
  expect(printed(false, [start, ingest, note])).toBe('run mine\ningest     label colours the map.\n');
  expect(printed(false, [start, { type: 'stage-reused', stage: 'ingest', from: 'other' }])).toBe(
    'run mine\ningest   ✓ taken from other, nothing to do\n',
  );
});

test('bad data begin no run, and nothing looks as if one had begun', () => {
  expect(printed(false, [start, ingest, failed])).toBe('');
});

test('on a terminal the line of the stage that failed makes room for what went wrong', () => {
  const text = printed(true, [start, ingest, failed]);
  expect(text).not.toContain('run mine');
  expect(text.endsWith('ingest   …\r\x1b[K')).toBe(true);
});
