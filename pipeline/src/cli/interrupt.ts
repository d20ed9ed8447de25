import { InterruptedError } from '../errors.js';

/** How long a stage may take to stop after Ctrl-C, in milliseconds; then the process ends where it stands. */
const patience = 900;

/**
 * @returns a signal that is aborted by the first Ctrl-C (or SIGTERM). A second one ends the process at once, and so
 * does a stage that does not stop in time: whatever the instant, the run folder can be continued.
 */
export function interruptSignal(): AbortSignal {
  const controller = new AbortController();
  for (const [signal, exitCode] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(exitCode);
      controller.abort(new InterruptedError('stopped', exitCode));
      setTimeout(() => {
        console.error('\nStopped. Finished stages are kept: give the same command again to go on.');
        process.exit(exitCode);
      }, patience).unref();
    });
  }
  return controller.signal;
}
