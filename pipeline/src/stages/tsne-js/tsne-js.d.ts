/** The part of the package's interface that is used here; it ships no types of its own. */
declare module 'tsne-js' {
  import type { EventEmitter } from 'node:events';

  export default class TSNE extends EventEmitter<{
    progressIter: [[iteration: number, cost: number, norm: number]];
  }> {
    constructor(options: {
      dim: number;
      perplexity: number;
      earlyExaggeration: number;
      nIter: number;
      metric: string;
    });
    init(options: { type: 'dense'; data: readonly number[][] }): void;
    run(): [cost: number, iterations: number];
    getOutput(): number[][];
  }
}
