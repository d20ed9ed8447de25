import { UserError } from '../errors.js';

/** Bytes of a page of WebAssembly memory. */
export const pageBytes = 65_536;

/** As much as WebAssembly can address: 4 GiB. */
export const mostBytes = 2 ** 32;

/**
 * Memory that threads share. Addresses for all that it may grow to, 4 GiB, are reserved at once; memory is taken as it grows.
 *
 * @param bytes how large it is at first, at most `mostBytes`
 * @throws UserError (exit code 1) where the system does not let the process reserve that
 */
export function sharedMemory(bytes = pageBytes): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({
      initial: Math.ceil(bytes / pageBytes),
      maximum: mostBytes / pageBytes,
      shared: true,
    });
  } catch {
    throw new UserError(
      'the system does not let this process reserve the 4 GiB of addresses that its kernels work in; raise its limit (ulimit -v)',
      1,
    );
  }
}
