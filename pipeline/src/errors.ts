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
    super(message);
  }
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
