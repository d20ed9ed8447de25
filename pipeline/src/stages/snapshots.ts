import { formatNpy } from '../data/npy.js';
import type { Output } from '../store/atomic.js';
import type { NewRunEvent } from '../store/events.js';
import type { RunFolder } from '../store/run-folder.js';

/** Moments of the layout that are kept, for the animation; fewer where they would fill the disk. */
const mostSnapshots = 30;
const mostBytes = 128e6;

/** One entry of `snapshots/index.json`. */
export interface Snapshot {
  readonly iteration: number;
  /** Relative to the run folder: float32, `rows x 2`. */
  readonly path: string;
  readonly exaggeration: number;
  readonly klDivergence: number;
}

/** Writes the embedding as it evolves: `snapshots/00050.npy`, … and at the end their index. */
export class SnapshotWriter {
  /** Iterations from one snapshot to the next. */
  readonly stride: number;
  private readonly pending: Promise<[Snapshot, Output]>[] = [];

  /** @param iterations of the whole layout */
  constructor(
    private readonly folder: RunFolder,
    private readonly emit: (event: NewRunEvent) => void,
    private readonly rows: number,
    iterations: number,
  ) {
    const count = Math.max(5, Math.min(mostSnapshots, Math.floor(mostBytes / (8 * rows))));
    this.stride = Math.max(1, Math.ceil(iterations / count));
  }

  /** @param embedding `rows x 2`; copied before this returns */
  keep(embedding: Float32Array, { iteration, exaggeration, klDivergence }: Omit<Snapshot, 'path'>): void {
    const path = `snapshots/${String(iteration).padStart(5, '0')}.npy`;
    const snapshot = { iteration, path, exaggeration, klDivergence };
    const written = this.folder.write(path, formatNpy(embedding, [this.rows, 2])).then((output) => {
      const values = { iteration, exaggeration, klDivergence };
      this.emit({ type: 'artifact', stage: 'embed', path, values });
      return [snapshot, output] as [Snapshot, Output];
    });
    // A disk that is full is reported when the stage collects the outputs, not as an unhandled rejection.
    written.catch(() => {});
    this.pending.push(written);
  }

  /** Waits until no file is being written any more, whatever became of them. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.pending);
  }

  /** Waits for the files and writes their index. */
  async finish(): Promise<Output[]> {
    const written = await Promise.all(this.pending);
    const index = written.map(([snapshot]) => snapshot);
    return [
      ...written.map(([, output]) => output),
      await this.folder.write('snapshots/index.json', `${JSON.stringify(index, null, 2)}\n`),
    ];
  }
}
