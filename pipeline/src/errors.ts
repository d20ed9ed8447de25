/**
 * A mistake in what the user gave (a file, an option, a folder). Its message is one line that says what is wrong,
 * where, and what to do; it is printed without a stack trace and the process ends with `exitCode`.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  /** @param exitCode 2 for wrong usage or bad input (the default), 1 for a failure of the machine (disk, port). */
  constructor(
    message: string,
    readonly exitCode: 1 | 2 = 2,
  ) {
    super(printable(message));
  }
}

/**
 * Text for a terminal, in one line: names and values in a user's data may hold line ends, or sequences that a terminal
 * would obey. They are written as in JSON; so are the characters that turn the direction of writing.
 */
export function printable(text: string): string {
  return text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones to show.
    /[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]/g,
    (character) =>
      character < ' '
        ? JSON.stringify(character).slice(1, -1)
        : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** The user asked to stop (Ctrl-C, SIGTERM); finished work is kept. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  /** @param exitCode 130 after Ctrl-C, 143 after SIGTERM */
  constructor(
    message = 'stopped',
    readonly exitCode: 130 | 143 = 130,
  ) {
    super(message);
  }
}
