import { writeAtomic } from '../store/atomic.js';

/** Writes what a command made to a file and says so, or to standard output when the file is `-`. */
export async function writeOutput(file: string, content: Uint8Array | string): Promise<void> {
  if (file === '-') {
    await new Promise((resolve) => process.stdout.write(content, resolve));
    return;
  }
  const { bytes } = await writeAtomic(file, content);
  console.log(`${file}  ${bytes.toLocaleString('en')} bytes`);
}
