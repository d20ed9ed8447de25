let compiled: Promise<WebAssembly.Module> | undefined;

/** The compiled kernels, read from beside this file: once, in Node and in browsers alike. */
export function loadKernels(): Promise<WebAssembly.Module> {
  compiled ??= compile(new URL('./kernels.wasm', import.meta.url)).catch((error) => {
    compiled = undefined; // a page whose network fails may try again
    throw error;
  });
  return compiled;
}

async function compile(url: URL): Promise<WebAssembly.Module> {
  return WebAssembly.compile(await read(url));
}

async function read(url: URL): Promise<ArrayBuffer | Uint8Array<ArrayBuffer>> {
  if (url.protocol !== 'file:') return (await fetch(url)).arrayBuffer();
  const { readFile } = await import('node:fs/promises');
  return new Uint8Array(await readFile(url));
}
