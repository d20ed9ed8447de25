import type { Insights } from '../autoencoder/insights.js';
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
 * @param learned what the autoencoder learned, where there is one
 */
export async function writeReport(
  { folder, data }: StageContext,
  report: QualityReport,
  learned: Insights | undefined,
): Promise<Output[]> {
  const dataset = await data.get('dataset');
  const sections: Html[] = [qualitySection(report)];
  const outputs = [await folder.write('report.json', `${JSON.stringify(report, null, 2)}\n`)];
  if (learned) {
    sections.push(await autoencoderSection(learned, dataset.image ? undefined : dataset.featureNames));
    outputs.push(await folder.write('insights.json', `${JSON.stringify(learned)}\n`));
  }
  outputs.push(await folder.write('report.html', page(`${folder.name}: a map of ${dataset.name}`, sections)));
  return outputs;
}
