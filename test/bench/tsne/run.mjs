// One run of one t-SNE program for the benchmark: NAME ROWS THREADS INPUT OUTPUT.
import { readFileSync, writeFileSync } from 'node:fs';

const [name, rowsText, threadsText, input, output] = process.argv.slice(2);
const rows = Number(rowsText);
const bytes = readFileSync(input);
const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
const nested = () =>
  Array.from({ length: rows }, (_, row) => Array.from(data.subarray(32 * row, 32 * row + 32)));

const programs = {
  async latentscape() {
    const { tsne } = await import('../../../pipeline/dist/tsne/tsne.js');
    return tsne(data, { rows, columns: 32, threads: Number(threadsText) });
  },
  async druidjs() {
    const { TSNE } = await import('@saehrimnir/druidjs');
    return Float32Array.from(new TSNE(nested(), { perplexity: 30, epsilon: 200 }).transform(750).flat());
  },
  async 'wasm-bhtsne'() {
    const { layoutWithWasmBhtsne } = await import('./wasm-bhtsne.mjs');
    return layoutWithWasmBhtsne(nested());
  },
  async 'tsne-js'() {
    const { default: TSNE } = await import('tsne-js');
    const model = new TSNE({ dim: 2, perplexity: 30, earlyExaggeration: 12, nIter: 750 });
    model.init({ data: nested(), type: 'dense' });
    model.run();
    return Float32Array.from(model.getOutput().flat());
  },
};

const start = performance.now();
const result = await programs[name]();
const seconds = (performance.now() - start) / 1000;
writeFileSync(output, result.embedding ?? result);
console.log(
  JSON.stringify({
    seconds,
    peakBytes: peakBytes(),
    klDivergence: result.klDivergence,
    recall: result.neighbourRecall?.value,
  }),
);

// The thread of wasm-bhtsne would wait for more work for ever.
process.exit();

/** Peak resident memory. `maxRSS` would count the parent's on Linux, where a child begins as a copy of it. */
function peakBytes() {
  try {
    return 1024 * Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}
