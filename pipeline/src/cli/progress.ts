import pc from 'picocolors';
import { printable } from '../errors.js';
import type { Progress, RunEvent, StageName, Values } from '../store/events.js';

/** Prints a run's events as they happen. */
export type Reporter = (event: RunEvent) => void;

interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What a person sees: bars that move on a terminal, plain lines elsewhere; both go to standard error. */
export function progressReporter(output: Terminal): Reporter {
  return onceBegun(output.isTTY && process.env.TERM !== 'dumb' ? barReporter(output) : lineReporter(output));
}

/** A run is announced once its data are understood: bad input begins none, and should not look as if it had. */
function onceBegun(report: Reporter): Reporter {
  let announcement: RunEvent | undefined;
  return (event) => {
    if (event.type === 'run-start') {
      announcement = event;
      return;
    }
    if (announcement && event.type !== 'stage-start' && event.type !== 'run-failed') {
      report(announcement);
      announcement = undefined;
    }
    report(event);
  };
}

/** What a program reads: every event as one line of JSON. */
export function jsonReporter(output: Terminal): Reporter {
  return (event) => output.write(`${JSON.stringify(event)}\n`);
}

/** One line a stage that is redrawn in place, and stays when the stage is done. */
function barReporter(output: Terminal): Reporter {
  const clear = '\r\x1b[K';
  return (event) => {
    if (event.type === 'progress') output.write(clear + cut(barLine(event), output.columns ?? 80));
    else for (const line of plainLines(event)) output.write(`${clear}${line}\n`);
    if (event.type === 'stage-start') output.write(`${clear}${name(event.stage)} …`);
    if (event.type === 'run-failed') output.write(clear);
  };
}

/** A line for every tenth of a stage. */
function lineReporter(output: Terminal): Reporter {
  let printed = '';
  return (event) => {
    if (event.type !== 'progress') {
      for (const line of plainLines(event)) output.write(`${line}\n`);
      return;
    }
    const tenth = `${event.stage} ${event.phase} ${Math.floor((10 * event.done) / event.total)}`;
    if (tenth === printed) return;
    printed = tenth;
    output.write(`${name(event.stage)} ${percent(event)}  ${details(event)}\n`);
  };
}

function plainLines(event: RunEvent): string[] {
  switch (event.type) {
    case 'run-start':
      return [pc.bold(`run ${event.run}`)];
    case 'stage-reused':
      return [`${name(event.stage)} ${pc.green('✓')} ${pc.dim(`taken from ${event.from}, nothing to do`)}`];
    case 'stage-done':
      return [
        `${name(event.stage)} ${pc.green('✓')} ${seconds(event.seconds).padStart(7)}  ${figures(event.values)}`,
      ];
    case 'message': {
      const text =
        event.level === 'warning'
          ? pc.yellow(`warning: ${printable(event.text)}`)
          : pc.dim(printable(event.text));
      return [event.stage === undefined ? text : `${name(event.stage)}   ${text}`];
    }
    default:
      return [];
  }
}

function barLine(event: Progress): string {
  const width = 24;
  const filled = Math.round((width * event.done) / event.total);
  const bar = pc.cyan('━'.repeat(filled)) + pc.dim('━'.repeat(width - filled));
  return `${name(event.stage)} ${bar} ${percent(event)}  ${details(event)}`;
}

const name = (stage: StageName) => stage.padEnd(8);

const percent = ({ done, total }: Progress) => `${Math.floor((100 * done) / total)}%`.padStart(4);

function details({ phase, done, total, unit, secondsLeft, values }: Progress): string {
  const count = `${phase ? `${phase} ` : ''}${done.toLocaleString('en')}/${total.toLocaleString('en')} ${unit}`;
  const left = secondsLeft === undefined ? '' : `${seconds(secondsLeft)} left`;
  return [count, left, figures(values)].filter((part) => part !== '').join('  ');
}

/** `klDivergence: 2.751` as `KL divergence 2.751`. */
export function figures(values: Values | undefined): string {
  return Object.entries(values ?? {})
    .map(([key, value]) => `${words(key)} ${figure(value)}`)
    .join(pc.dim(' · '));
}

function words(key: string): string {
  return key
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/^kl\b/, 'KL');
}

/** Counts with separators, other numbers with four significant digits. */
export function figure(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return Math.abs(value) >= 1_000
    ? Math.round(value).toLocaleString('en')
    : String(Number(value.toPrecision(4)));
}

/** `0.4 s`, `12 s`, `3 min 05 s`. */
export function seconds(value: number): string {
  if (value < 9.95) return `${value.toFixed(1)} s`;
  if (value < 99.5) return `${Math.round(value)} s`;
  const whole = Math.round(value);
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** Cuts a line to the terminal's width, so that it can be redrawn in place; colour codes take no room. */
function cut(line: string, columns: number): string {
  let shown = 0;
  let result = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences begin with one.
  for (const part of line.split(/(\x1b\[[0-9;]*m)/)) {
    if (part.startsWith('\x1b')) result += part;
    else {
      result += part.slice(0, Math.max(0, columns - 1 - shown));
      shown += part.length;
    }
  }
  return result;
}
