import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.js';

/**
 * The files that a pattern names, sorted: `*` and `?` within a name, `**` for any folders. A shell does this too, but
 * not inside quotes and not on Windows. A file of just that name is that file.
 */
export async function expandPattern(pattern: string): Promise<string[]> {
  if (!/[*?]/.test(pattern) || existsSync(pattern)) return [pattern];
  const parts = pattern.split('/');
  const fixed = parts.slice(
    0,
    parts.findIndex((part) => /[*?]/.test(part)),
  );
  const folder = fixed.length === 0 ? '.' : fixed.join('/') || '/';
  const matcher = toRegExp(parts.slice(fixed.length).join('/'));
  const recursive = parts.length - fixed.length > 1;
  const entries = await readdir(folder, { recursive, withFileTypes: true }).catch(() => []);
  const prefix = fixed.length === 0 ? '' : `${fixed.join('/')}/`;
  const found = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(folder, 'x').length - 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => matcher.test(path))
    .sort();
  if (found.length === 0) throw new UserError(`${pattern}: no file matches.`);
  return found.map((path) => prefix + path);
}

function toRegExp(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*\*\/|\*|\?/g, (wildcard) => ({ '**/': '(?:.*/)?', '*': '[^/]*', '?': '[^/]' })[wildcard]!);
  return new RegExp(`^${source}$`);
}
