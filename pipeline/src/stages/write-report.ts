import { insights } from '../autoencoder/insights.js';
import type { NumberColumn } from '../data/dataset.js';
import type { QualityReport } from '../quality/report.js';
import { autoencoderSection } from '../report/autoencoder-section.js';
import type { Html } from '../report/html.js';
import { page } from '../report/page.js';
import { qualitySection } from '../report/quality-section.js';
import type { Output } from '../store/atomic.js';
import type { StageContext } from './stage.js';

/**
 * Writes what was found for programs (`report.json`, `insights.json`) and for people (`report.html`, which opens
 * without a server).
 *
 * @param errors each row's reconstruction error
 */
export async function writeReport(
  context: StageContext,
  report: QualityReport,
  errors: NumberColumn | undefined,
): Promise<Output[]> {
  const { options, folder, data } = context;
  const dataset = await data.get('dataset');
  const sections: Html[] = [qualitySection(report)];
  const outputs = [await folder.write('report.json', `${JSON.stringify(report, null, 2)}\n`)];
  if (!options.skipAutoencoder) {
    const { values: codes } = await data.get('codes');
    const found = await insights(await data.get('autoencoder'), dataset.features, dataset.split, {
      codes,
      errors: errors?.values as Float32Array | undefined,
    });
    sections.push(await autoencoderSection(found, dataset.image ? undefined : dataset.featureNames));
    outputs.push(await folder.write('insights.json', `${JSON.stringify(found)}\n`));
  }
  outputs.push(await folder.write('report.html', page(`${folder.name}: a map of ${dataset.name}`, sections)));
  return outputs;
}
