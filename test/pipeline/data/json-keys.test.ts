import { refuseRepeatedKeys } from '@latentscape/pipeline/data/json-keys';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const spaces = fc.constantFrom(undefined, 2, '\t');

test('no value that JSON.stringify writes has a name twice', () => {
  fc.assert(
    fc.property(fc.json(), spaces, (json, space) => {
      const value = JSON.parse(json);
      refuseRepeatedKeys(JSON.stringify(value, null, space), value, 'any.json');
    }),
  );
});

test('a name that is there twice is told, wherever it is', () => {
  fc.assert(
    fc.property(fc.string(), fc.json(), fc.json(), fc.json(), (name, first, between, second) => {
      const key = JSON.stringify(name);
      const text = `[${between}, [{${key}:${first}, ${key} :${second}}]]`;
      expect(() => refuseRepeatedKeys(text, JSON.parse(text), 'any.json')).toThrow(
        `any.json, row 2: an object has the name ${key} twice. Rename one.`,
      );
    }),
  );
});

test('values may be nested as deeply as JSON.parse reads them', () => {
  const text = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
  refuseRepeatedKeys(text, JSON.parse(text), 'deep.json');
});
