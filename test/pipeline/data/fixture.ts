import { fileURLToPath } from 'node:url';

/** The path of a file in test/fixtures/tables. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../../fixtures/tables/${name}`, import.meta.url));
}
