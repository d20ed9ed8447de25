#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import pc from 'picocolors';
import { encodeCommand } from './cli/encode-command.js';
import { exportCommand } from './cli/export-command.js';
import { demoCommand, inspectCommand } from './cli/inspect-command.js';
import { interruptSignal } from './cli/interrupt.js';
import { watchOutput } from './cli/lost-output.js';
import { jsonReporter, progressReporter } from './cli/progress.js';
import { runCommand } from './cli/run-command.js';
import { readStory, runDetails, runList, runSummary } from './cli/summary.js';
import { sweepCommand } from './cli/sweep-command.js';
import { InterruptedError, UserError } from './errors.js';
import { runDefaults } from './options.js';
import { runPath } from './store/run-folder.js';
import { findRun, listRuns, removeRun, runStatus } from './store/runs.js';
import { listSweeps } from './store/sweeps.js';
import { version } from './versions.js';

const program = new Command('latentscape')
  .description('See high-dimensional data: an autoencoder, t-SNE and a map in your browser.')
  .version(version, '-V, --version')
  .option('--debug', 'print a stack trace when something fails')
  .exitOverride()
  .showHelpAfterError('(--help lists the options)')
  .configureOutput({ outputError: (text, write) => write(pc.red(text)) });

const runsOption = ['--runs <folder>', 'folder that holds the runs', runDefaults.runs] as const;

program.addCommand(
  runCommand(async (options, { json }) => {
    const reporter = json ? jsonReporter(process.stdout) : progressReporter(process.stderr);
    // A command that trains nothing starts without TensorFlow.js, in half the time.
    const { run } = await import('./run.js');
    const result = await run(options, { onEvent: reporter, signal: interruptSignal() });
    if (!json) console.log(runSummary(result, await readStory(result.folder)));
  }),
);

program.addCommand(
  sweepCommand(() => {
    const onMessage = (text: string) => console.error(text);
    return { onEvent: progressReporter(process.stderr), onMessage, signal: interruptSignal() };
  }),
);

program
  .command('list')
  .description('List the runs, and the sweeps that compare several.')
  .option(...runsOption)
  .option('--json', 'print JSON')
  .action(async ({ runs, json }) => {
    const found = await listRuns(runs);
    console.log(json ? JSON.stringify(found, null, 2) : runList(found, await listSweeps(runs)));
  });

program
  .command('show')
  .description('Show one run, stage by stage.')
  .argument('<run>', 'name of the run')
  .option(...runsOption)
  .option('--json', 'print the manifest')
  .action(async (name, { runs, json }) => {
    const manifest = await findRun(runs, name);
    const folder = runPath(runs, name);
    const status = await runStatus(folder, manifest);
    console.log(json ? JSON.stringify(manifest, null, 2) : await runDetails(folder, manifest, status));
  });

program.addCommand(inspectCommand());
program.addCommand(demoCommand());
program.addCommand(exportCommand());
program.addCommand(encodeCommand());

program
  .command('rm')
  .description('Delete runs.')
  .argument('<run...>', 'names of the runs')
  .option(...runsOption)
  .action(async (names: string[], { runs }) => {
    for (const name of names) {
      await removeRun(runs, name);
      console.log(`Removed ${name}.`);
    }
  });

for (const command of program.commands) command.copyInheritedSettings(program);

watchOutput(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = report(error);
}

/** Prints what went wrong in one line. @returns the exit code */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof InterruptedError) {
    console.error('\nStopped. Finished stages are kept: give the same command again to go on.');
    return error.exitCode;
  }
  if (program.opts().debug) console.error(error);
  else console.error(pc.red(`error: ${(error as Error).message}`));
  return error instanceof UserError ? error.exitCode : 1;
}
