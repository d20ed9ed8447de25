// npm run bench -- quality [ROWS …]      (default: 10000 70000 500000)
// Seconds and memory of measuring how faithful codes and map are, each size in a process of its own. The rows are MNIST
// digits, repeated with a little noise beyond 70,000; codes (32 columns) and map (2) are random projections of them,
// which costs what real ones cost. The time to find the map's nearest neighbours and the reconstructions is not in it.
import { fork } from 'node:child_process';
import os from 'node:os';
import { loadMnist } from '@latentscape/pipeline/data/mnist';
import { seededRandom } from '@latentscape/pipeline/data/random';
import { measureQuality } from '@latentscape/pipeline/quality/measure';
import { featureSpace, matrixSpace } from '@latentscape/pipeline/quality/space';

if (process.send) {
  process.send(await measure(Number(process.argv[2])));
  process.disconnect();
} else {
  const sizes = process.argv.length > 2 ? process.argv.slice(2) : ['10000', '70000', '500000'];
  const results = {};
  for (const rows of sizes) results[rows] = await inOwnProcess(rows);
  console.table(results);
  console.log(`${os.availableParallelism()} cores of ${os.cpus()[0].model}, Node ${process.version}`);
}

function inOwnProcess(rows) {
  return new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, [rows]);
    child.on('message', resolve);
    child.on('error', reject);
    child.on('exit', (code) => code !== 0 && reject(new Error(`measuring ${rows} rows ended with ${code}`)));
  });
}

async function measure(rows) {
  const { features, labels } = await digits(rows);
  const input = featureSpace(features);
  const codes = project(input, 32);
  const map = project(codes, 2);
  const spaces = Object.entries({ input, codes, map }).map(([name, space]) => ({ name, space }));
  const before = process.memoryUsage.rss();
  const started = performance.now();
  const usedBefore = process.cpuUsage();
  const quality = await measureQuality(spaces, labels);
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(usedBefore);
  const step = quality.steps.find(({ from, to }) => from === 'codes' && to === 'map');
  const megabytes = (bytes) => Math.round(bytes / 2 ** 20);
  return {
    seconds: Number(seconds.toFixed(1)),
    'CPU seconds': Number(((user + system) / 1e6).toFixed(1)),
    'MiB before': megabytes(before),
    'MiB at most': megabytes(process.resourceUsage().maxRSS * 1024),
    'rows asked, codes to map': step.sampledRows,
    'of the input': quality.spaces[0].sampledRows,
    'error of the trustworthiness': Number(step.trustworthiness[0].standardError.toFixed(5)),
  };
}

async function digits(rows) {
  const { features, label } = await loadMnist();
  const { columns, values } = features;
  const repeated = new Uint8Array(rows * columns);
  const random = seededRandom(1);
  for (let start = 0; start < repeated.length; start += values.length) {
    const copy = values.subarray(0, repeated.length - start);
    repeated.set(copy, start);
    if (start === 0) continue;
    for (let i = 0; i < copy.length; i++) repeated[start + i] = Math.min(255, copy[i] + 8 * random());
  }
  return {
    features: { ...features, rows, values: repeated },
    labels: Int32Array.from({ length: rows }, (_, row) => label.codes[row % label.codes.length]),
  };
}

function project(space, columns) {
  const random = seededRandom(2);
  const weights = Float32Array.from({ length: space.columns * columns }, () => random() - 0.5);
  const projected = new Float32Array(space.rows * columns);
  for (let row = 0; row < space.rows; row++) {
    const point = space.take([row]);
    for (let i = 0; i < point.length; i++) {
      if (point[i] === 0) continue;
      for (let column = 0; column < columns; column++) {
        projected[row * columns + column] += point[i] * weights[i * columns + column];
      }
    }
  }
  return matrixSpace(projected, space.rows, columns);
}
