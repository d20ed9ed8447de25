import type { Command } from 'commander';
import pc from 'picocolors';

/** They leave more than what they print. */
const working = ['run', 'sweep'];

/**
 * Decides what happens when nobody reads what is printed any more, or it cannot be stored. A pipe that is closed early,
 * as by `| head`, is no failure: a command that only prints ends, a run goes on unseen. A full disk is one (exit code 1).
 */
export function watchOutput(program: Command): void {
  let goesOn = false;
  let isTold = false;
  program.hook('preAction', (_, command) => {
    goesOn = working.includes(command.name());
  });
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE' && goesOn) return;
    if (code === 'EPIPE') process.exit(0);
    process.exitCode = 1;
    if (!isTold) console.error(pc.red(`error: standard output cannot be written (${code}).`));
    isTold = true;
  });
  // Without standard error there is no place left to say so.
  process.stderr.on('error', () => {});
}
