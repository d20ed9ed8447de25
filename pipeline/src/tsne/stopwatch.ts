/** The seconds of phases one after the other. */
export class Stopwatch {
  /** By the name of the phase. */
  readonly seconds: Record<string, number> = {};
  private started = performance.now();

  /** A phase is over: it began when the one before was, or with the stopwatch. */
  lap(phase: string): void {
    const now = performance.now();
    this.seconds[phase] = (now - this.started) / 1000;
    this.started = now;
  }
}
