import { fingerprint } from '../data/fingerprint.js';
import { loadDataset } from '../data/load.js';
import { sizeText } from '../data/memory.js';
import { writeDataset } from '../store/dataset-folder.js';
import type { Stage } from './stage.js';
import { writeThumbnails } from './thumbnails.js';

/** file(s) → Dataset: reads and understands the data, and writes what it understood. */
export const ingest: Stage = {
  name: 'ingest',
  version: 5,
  reads: [],
  dependsOn: async ({ source, data }) => ({ data, files: await fingerprint(source, data) }),
  beginsItself: true,
  async execute({ options, folder, data, emit }) {
    const dataset = await loadDataset(options.source, options.data);
    // Until here a bad file may have ended it, and the run's folder is as it was.
    await folder.begin('ingest');
    for (const text of dataset.notes) emit({ type: 'message', level: 'info', stage: 'ingest', text });
    const { features, image } = dataset;
    const pictures = image && (await writeThumbnails(folder, features, image));
    const outputs = await writeDataset(folder, dataset, pictures?.thumbnails);
    await folder.describe({
      dataset: { name: dataset.name, rows: features.rows, columns: features.columns },
    });
    // What exceeds the budget is read back from the folder, row by row.
    if (features.values.byteLength <= options.memory) data.keep('dataset', dataset);
    else
      emit({ type: 'message', level: 'info', stage: 'ingest', text: fromDisk(features.values.byteLength) });
    return {
      outputs: [...outputs, ...(pictures?.outputs ?? [])],
      values: { rows: features.rows, columns: features.columns },
    };
  },
};

function fromDisk(bytes: number): string {
  return `The features take ${sizeText(bytes)}, more than --memory allows: they are read from the disk, batch by batch.`;
}
