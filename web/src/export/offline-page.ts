import { fetchBuffer } from '../api.js';
import type { LoadedRun } from '../data/run.js';
import { rowsOfSaved } from '../data/saved-selections.js';
import { addressOf } from '../state/address.js';
import type { AppState } from '../state/app-state.js';
import { type OfflineMap, offlineDataId } from './offline-map.js';

/** Nothing is fetched: all that the file needs is in it. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

/** The map as one HTML file that opens from a disk: script, style and table are inside. */
export async function offlinePage(run: LoadedRun, state: AppState): Promise<string> {
  const [arrow, script, style] = await Promise.all([
    fetchBuffer(run.name, 'embedding.arrow'),
    fetchText('/offline.js'),
    fetchText('/offline.css'),
  ]);
  if (!arrow) throw new Error('The map is not on the server any more.');
  const { name, created } = run.manifest;
  const data: OfflineMap = {
    name,
    created,
    arrow: await toBase64(arrow),
    saved: state.saved.usable.map((saved) => ({ name: saved.name, rows: Array.from(rowsOfSaved(saved)) })),
    search: addressOf(state).slice(1),
    ground: state.ground,
  };
  // "<" is the only character that could end a script element early.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeMarkup(name)} · Latentscape</title>
<style>${style}</style>
</head>
<body>
<script type="application/json" id="${offlineDataId}">${json}</script>
<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} is missing: build the page again.`);
  return response.text();
}

function toBase64(buffer: ArrayBuffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1]);
    reader.onerror = () => reject(new Error('the table could not be encoded'));
    reader.readAsDataURL(new Blob([buffer]));
  });
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
