// Compiles the AssemblyScript kernels. Memory is imported, so that the host decides its size; a module keeps no heap of
// its own (runtime stub). `shared` memory is for modules that several threads run at once.
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const modules = [
  { entry: 'tsne/kernels/index.as.ts', output: 'tsne/kernels.wasm', shared: true },
  // These live in the memory of TensorFlow.js.
  { entry: 'autoencoder/kernels/index.as.ts', output: 'autoencoder/kernels.wasm', shared: false },
  { entry: 'autoencoder/kernels/dense.as.ts', output: 'autoencoder/dense.wasm', shared: true },
  { entry: 'quality/kernels/index.as.ts', output: 'quality/kernels.wasm', shared: true },
  { entry: 'data/kernels/index.as.ts', output: 'data/kernels.wasm', shared: true },
];

const root = path.dirname(fileURLToPath(import.meta.url));

const sharedMemory = [
  '--enable',
  'threads',
  '--sharedMemory',
  '--initialMemory',
  '1',
  '--maximumMemory',
  '65536',
];

for (const { entry, output, shared } of modules) {
  mkdirSync(path.join(root, 'dist', path.dirname(output)), { recursive: true });
  const { error, stderr } = await asc.main([
    path.join('src', entry),
    '--baseDir',
    root,
    '--outFile',
    path.join('dist', output),
    '--optimizeLevel',
    '3',
    '--shrinkLevel',
    '0',
    '--runtime',
    'stub',
    '--noAssert',
    '--enable',
    'simd',
    '--importMemory',
    '--disableWarning',
    'AS112', // vectors never cross the module's border
    ...(shared ? sharedMemory : []),
  ]);
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
}
