// npm run bench              the default run, stage by stage
// npm run bench -- NAME …    one of the other benchmarks in this folder; what follows the name is its own
import { readdirSync } from 'node:fs';

const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.mjs') && file !== 'main.mjs')
  .map((file) => file.slice(0, -'.mjs'.length));
const [name = 'pipeline', ...rest] = process.argv.slice(2);

if (!names.includes(name)) {
  console.error(`There is no benchmark "${name}"; choose from ${names.join(', ')}.`);
  process.exit(2);
}
process.argv.splice(2, Number.POSITIVE_INFINITY, ...rest);
await import(`./${name}.mjs`);
