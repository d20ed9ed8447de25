import { formatTable } from '../data/format-table.js';
import { codeColumns, pointColumns, withDistinctNames } from './points.js';
import type { Stage } from './stage.js';

/** The run → files that other programs open: `embedding.csv` for a spreadsheet, `embedding.arrow` for the page. */
export const exportStage: Stage = {
  name: 'export',
  version: 1,
  reads: ['ingest', 'encode', 'embed', 'evaluate'],
  dependsOn: ({ export: options }) => options,
  async execute({ options, folder, data }) {
    const { main, split, metadata, quality, hasLabel } = await pointColumns(data);
    const codes = options.export.codes ? codeColumns(await data.get('codes')) : [];
    const forPage = hasLabel ? main : main.filter(({ name }) => name !== 'label');
    const csv = formatTable(withDistinctNames([...main, ...metadata, ...codes]), 'csv');
    const arrow = formatTable(withDistinctNames([...forPage, split, ...metadata, ...quality]), 'arrow');
    const outputs = [await folder.write('embedding.csv', csv), await folder.write('embedding.arrow', arrow)];
    return { outputs, values: { rows: (await data.get('dataset')).features.rows } };
  },
};
