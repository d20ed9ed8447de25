import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** This program's version, as in package.json. */
export const version: string = require('../package.json').version;

/** What a run was made with; written into its manifest. */
export const versions: Readonly<Record<string, string>> = {
  latentscape: version,
  node: process.version,
  tensorflow: require('@tensorflow/tfjs-core/package.json').version,
};
