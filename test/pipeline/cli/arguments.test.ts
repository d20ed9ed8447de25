import { list, number } from '@latentscape/pipeline/cli/arguments';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const names = list(String);

test.each([
  ['a,b', ['a', 'b']],
  [' a , b c ', ['a', 'b c']],
  ['"length, cm",width', ['length, cm', 'width']],
  ['id, "length, cm" ,"say ""so"""', ['id', 'length, cm', 'say "so"']],
  ['5" disk,b', ['5" disk', 'b']],
  ['a,,b', ['a', '', 'b']],
  ['""', ['']],
  ['', ['']],
])('%s', (text, expected) => {
  expect(names(text)).toEqual(expected);
});

test.each(['"a,b', 'a,"b', '"a"b,c', '"a" "b"'])('%s is refused', (text) => {
  expect(() => names(text)).toThrow('A double quote is not closed, or text follows it.');
});

test('any names that are quoted as in a CSV file come back', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (parts) => {
      const text = parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(',');
      expect(names(text)).toEqual(parts);
    }),
  );
});

test('numbers', () => {
  expect(list(number({ above: 0 }))('10, 30')).toEqual([10, 30]);
  expect(() => list(number({ above: 0 }))('10,')).toThrow('Give a number above 0.');
});
