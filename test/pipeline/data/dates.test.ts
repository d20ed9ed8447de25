import { parseDate } from '@latentscape/pipeline/data/dates';
import { formatTable } from '@latentscape/pipeline/data/format-table';
import { describeDataset } from '@latentscape/pipeline/data/inspect';
import type { Table } from '@latentscape/pipeline/data/table';
import { understand } from '@latentscape/pipeline/data/understand';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const day = 86_400_000;

/** A table with a column of text besides two of numbers, one row a value. */
function tableOf(values: readonly string[]): Table {
  const numbers = (name: string, of: (row: number) => number) =>
    ({
      kind: 'number',
      name,
      values: Float64Array.from(values, (_, row) => of(row)),
      offset: 0,
      stride: 1,
    }) as const;
  return {
    source: 'visits.csv',
    rows: values.length,
    columns: [
      { kind: 'text', name: 'seen', values },
      numbers('a', (row) => Math.sin(row)),
      numbers('b', (row) => Math.cos(row)),
    ],
    notes: [],
  };
}

const kindOf = (values: readonly string[]) =>
  understand(tableOf(values), 'visits').metadata.find(({ name }) => name === 'seen')?.kind;

describe('a date in text', () => {
  it.each([
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2000-02-29', Date.UTC(2000, 1, 29)],
    ['1969-12-31', -day],
    ['2024-03-01T12:30', Date.UTC(2024, 2, 1, 12, 30)],
    ['2024-03-01 12:30:15', Date.UTC(2024, 2, 1, 12, 30, 15)],
    ['2024-03-01T12:30:15.5Z', Date.UTC(2024, 2, 1, 12, 30, 15, 500)],
    ['2024-03-01 12:30:15,019', Date.UTC(2024, 2, 1, 12, 30, 15, 19)],
    ['2024-03-01 12:30:15.123456789', Date.UTC(2024, 2, 1, 12, 30, 15, 123)],
    ['2024-03-01T00:30:00+05:30', Date.UTC(2024, 1, 29, 19)],
    ['2024-03-01 00:30:00-0800', Date.UTC(2024, 2, 1, 8, 30)],
    ['2024-03-01 12:30:15+00', Date.UTC(2024, 2, 1, 12, 30, 15)],
  ])('%s', (text, time) => {
    expect(parseDate(text)).toBe(time);
  });

  it.each([
    '',
    '01/02/2024',
    '02.01.2024',
    '2024-1-2',
    '24-01-02',
    '2024-01',
    '20240102',
    '2024-W01-2',
    '2024-002',
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-00-10',
    '2024-13-10',
    '2024-01-00',
    '2024-01-02T',
    '2024-01-02T24:00',
    '2024-01-02T12',
    '2024-01-02T12:60',
    '2024-01-02T12:00:60',
    '2024-01-02T12:00+24:00',
    '2024-01-02T12:00 Europe/Paris',
    '2024-01-02Z',
    ' 2024-01-02',
    '2024-01-02\n',
    '+012024-01-02',
    '٢٠٢٤-٠١-٠٢',
  ])('is not %j', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });

  const moments = fc.date({
    min: new Date('0000-01-01T00:00:00.000Z'),
    max: new Date('9999-12-31T23:59:59.999Z'),
    noInvalidDate: true,
  });

  it('is the moment that JavaScript wrote, whatever the offset', () => {
    fc.assert(
      fc.property(moments, fc.integer({ min: -14 * 60, max: 14 * 60 }), (moment, offset) => {
        expect(parseDate(moment.toISOString())).toBe(moment.getTime());
        const there = new Date(moment.getTime() + offset * 60_000).toISOString();
        if (!/^\d{4}-/.test(there)) return;
        const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
        const zone = `${offset < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`;
        expect(parseDate(there.replace('Z', zone))).toBe(moment.getTime());
      }),
    );
  });

  it('is one exactly where the calendar has the day', () => {
    const upTo = (max: number, length: number) =>
      fc.integer({ min: 0, max }).map((value) => String(value).padStart(length, '0'));
    fc.assert(
      fc.property(upTo(9999, 4), upTo(13, 2), upTo(32, 2), (year, month, date) => {
        const text = `${year}-${month}-${date}`;
        const moment = new Date(`${text}T00:00:00Z`);
        const exists = !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
        expect(parseDate(text)).toBe(exists ? moment.getTime() : undefined);
      }),
      { numRuns: 1000 },
    );
  });

  it('is written to a CSV file just as it was', () => {
    const dateTexts = fc
      .tuple(moments, fc.constantFrom(10, 16, 19, 23, 24), fc.constantFrom('T', ' '))
      .map(([moment, length, between]) => moment.toISOString().slice(0, length).replace('T', between));
    const cells = fc.oneof({ weight: 4, arbitrary: dateTexts }, fc.constant(''));
    fc.assert(
      fc.property(dateTexts, fc.array(cells, { minLength: 5, maxLength: 30 }), (first, others) => {
        const values = [first, ...others];
        const column = understand(tableOf(values), 'visits').metadata.find(({ name }) => name === 'seen')!;
        expect(column.kind).toBe('date');
        expect(formatTable([column], 'csv')).toBe(`seen\n${values.join('\n')}\n`);
      }),
    );
  });
});

describe('a column of text', () => {
  const days = Array.from({ length: 12 }, (_, row) => `2024-01-${String(1 + (row % 3)).padStart(2, '0')}`);

  it('holds dates where all that are there are dates, however few different ones', () => {
    expect(kindOf(days)).toBe('date');
    expect(kindOf(['', ...days, ''])).toBe('date');
    expect(kindOf([...days, '2024-01-01T10:00:00+01:00'])).toBe('date');
  });

  it.each([
    ['a day that no calendar has', [...days, '2024-02-30']],
    ['another order', days.map((text) => text.split('-').reverse().join('/'))],
    ['a word', [...days, 'unknown']],
    ['no value', days.map(() => '')],
  ])('holds none with %s', (_, values) => {
    const { metadata } = understand(tableOf(values), 'visits');
    expect(metadata.filter(({ kind }) => kind === 'date')).toEqual([]);
  });

  it('is told to be of dates, and not learned from unless that is asked for', () => {
    const dataset = understand(tableOf(days), 'visits');
    expect(dataset.featureNames).toEqual(['a', 'b']);
    expect(describeDataset(dataset)).toContain('seen (date)');
    expect(dataset.notes).toContain('Dates are shown but not learned from: seen.');
    const asked = understand(tableOf(days), 'visits', { features: ['seen', 'a'] });
    expect(asked.featureNames).toEqual(['a', 'seen=2024-01-01', 'seen=2024-01-02', 'seen=2024-01-03']);
  });
});
