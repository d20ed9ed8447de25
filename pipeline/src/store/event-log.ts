import { appendFileSync, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { explainWriteError } from './atomic.js';
import type { NewRunEvent, RunEvent } from './events.js';

/**
 * Appends events to `events.jsonl`, one line each, as they happen. A line is written in one call, so that a reader
 * that follows the file sees whole lines but for the last one of a killed process.
 */
export class EventLog {
  private readonly descriptor: number;

  constructor(
    private readonly folder: string,
    private readonly listener: (event: RunEvent) => void = () => {},
  ) {
    const file = path.join(folder, 'events.jsonl');
    try {
      this.descriptor = openSync(file, 'a+');
      if (!endsWithNewline(this.descriptor)) appendFileSync(this.descriptor, '\n');
    } catch (error) {
      throw explainWriteError(error, file);
    }
  }

  /** Adds the time, appends the event and hands it to the listener. */
  emit(event: NewRunEvent): void {
    const timed = { time: new Date().toISOString(), ...event } as RunEvent;
    try {
      appendFileSync(this.descriptor, `${JSON.stringify(timed)}\n`);
    } catch (error) {
      throw explainWriteError(error, path.join(this.folder, 'events.jsonl'));
    }
    this.listener(timed);
  }

  close(): void {
    closeSync(this.descriptor);
  }
}

/** A killed process may have left half a line; what follows must not be glued to it. */
function endsWithNewline(descriptor: number): boolean {
  const { size } = fstatSync(descriptor);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(descriptor, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}
