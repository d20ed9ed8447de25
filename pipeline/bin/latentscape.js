#!/usr/bin/env node
// A file that is there before the build, so that npm can link it as a command when it installs.
import { existsSync } from 'node:fs';

const program = new URL('../dist/cli.js', import.meta.url);
if (existsSync(program)) await import(program.href);
else {
  console.error('error: latentscape is not built yet. Run: npm run build');
  process.exitCode = 1;
}
