import { type Command, Option } from 'commander';
import { type DataFlag, type DataOptions, dataDefaults, dataFlags } from '../data/options.js';
import { list, number, wholeNumber } from './arguments.js';

/** What commander hands over: one entry a flag, in camel case, which is how the options are called too. */
export type Flags = Readonly<Record<string, unknown>>;

/** Adds the options about data to a command. */
export function addDataOptions(command: Command): void {
  command.optionsGroup('Data:');
  for (const flag of dataFlags) command.addOption(dataOption(flag));
}

function dataOption({ key, flag, help, choices, list: isList, bounds }: DataFlag): Option {
  const option = new Option(flag, help);
  if (choices) option.choices(choices);
  if (isList) option.argParser(list(String));
  if (bounds) option.argParser(bounds.whole ? wholeNumber(bounds) : number(bounds));
  return option.default((dataDefaults as DataOptions)[key]);
}

/** The options about data among a command's flags; what was not given is left to ingest to decide. */
export function dataOptions(flags: Flags): DataOptions {
  const given = dataFlags
    .map(({ key }) => [key, flags[key]] as const)
    .filter(([, value]) => value !== undefined);
  // Commander gives every `--no-…` flag the default true; here that means: look and decide.
  const chosen = given.filter(([key, value]) => !(key === 'header' && value === true));
  return { ...Object.fromEntries(chosen), seed: flags.seed as number };
}

/** Only what the user gave, without defaults: for new rows, which are read as the run's own were. */
export function givenDataOptions(command: Command): DataOptions {
  const given = dataFlags.filter(({ key }) => command.getOptionValueSource(key) === 'cli');
  return Object.fromEntries(given.map(({ key }) => [key, command.getOptionValue(key)]));
}
