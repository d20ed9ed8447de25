import { rm } from 'node:fs/promises';
import type { ReconstructionSample } from '../autoencoder/training-reports.js';
import { formatNpy } from '../data/npy.js';
import type { RunFolder } from '../store/run-folder.js';
import type { StageContext } from './stage.js';

/** What only a run under way has, for the page: no stage reads it, the manifest does not list it, and in the end it goes. */
const liveFolder = 'live';

/**
 * Writes how some rows are rebuilt while the autoencoder trains: `live/reconstructions.npy`, float32,
 * `2 n x columns`, the scaled rows and then what the network makes of them.
 */
export class LiveReconstructions {
  private pending: Promise<void> | undefined;

  constructor(private readonly context: Pick<StageContext, 'folder' | 'emit'>) {}

  /** Writes the sample, or passes over it while one before it is still on its way to the disk. */
  keep({ epoch, rows, originals, reconstructions }: ReconstructionSample): void {
    if (this.pending) return;
    const { folder, emit } = this.context;
    const path = `${liveFolder}/reconstructions.npy`;
    const values = new Float32Array(2 * originals.length);
    values.set(originals);
    values.set(reconstructions, originals.length);
    this.pending = folder
      .write(path, formatNpy(values, [2 * rows.length, originals.length / rows.length]))
      .then(() => emit({ type: 'artifact', stage: 'train', path, values: { epoch } }))
      // A full disk is reported by the files that matter.
      .catch(() => {})
      .finally(() => {
        this.pending = undefined;
      });
  }

  /** Waits until nothing is being written any more. */
  async settle(): Promise<void> {
    await this.pending;
  }
}

/** Removes what only a run under way has. */
export async function removeLiveFiles(folder: RunFolder): Promise<void> {
  await rm(folder.file(liveFolder), { recursive: true, force: true });
}
