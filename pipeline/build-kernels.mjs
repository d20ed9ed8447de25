// Compiles the AssemblyScript kernels: every `src/<folder>/kernels/index.as.ts` becomes `dist/<folder>/kernels.wasm`.
// Memory is imported, so that the host decides its size; the module keeps no heap of its own (runtime stub).
// It is shared between threads, except the autoencoder's: those kernels live in the memory of TensorFlow.js, which is not.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

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

for (const folder of readdirSync(path.join(root, 'src'))) {
  const entry = path.join('src', folder, 'kernels', 'index.as.ts');
  if (!existsSync(path.join(root, entry))) continue;
  mkdirSync(path.join(root, 'dist', folder), { recursive: true });
  const { error, stderr } = await asc.main([
    entry,
    '--baseDir',
    root,
    '--outFile',
    path.join('dist', folder, 'kernels.wasm'),
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
    ...(folder === 'autoencoder' ? [] : sharedMemory),
  ]);
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
}
