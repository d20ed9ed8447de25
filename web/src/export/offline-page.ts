import { fetchBuffer } from '../api.js';
import type { Comparison } from '../compare/comparison.js';
import type { LoadedRun } from '../data/run.js';
import { rowsOfSaved } from '../data/saved-selections.js';
import { addressOf } from '../state/address.js';
import type { AppState } from '../state/app-state.js';
import { type OfflineMap, offlineIds } from './offline-map.js';

/** Nothing is fetched: all that the file needs is in it. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

/** A multiple of three: pieces in base64 then join without padding in between. */
const bytesInPiece = 3 * 2 ** 18;

/** The map, or both that are compared, as one HTML file that opens from a disk: script, style and tables are inside. */
export async function offlinePage(run: LoadedRun, state: AppState): Promise<Blob> {
  const [arrow, script, style] = await Promise.all([
    fetchBuffer(run.name, 'embedding.arrow'),
    fetchText('/offline.js'),
    fetchText('/offline.css'),
  ]);
  if (!arrow) throw new Error('The map is not on the server any more.');
  const { comparison, saved, ground } = state;
  const { name, created } = run.manifest;
  const data: OfflineMap = {
    name,
    created,
    saved: saved.usable.map((selection) => ({
      name: selection.name,
      rows: Array.from(rowsOfSaved(selection)),
    })),
    search: addressOf(state).slice(1),
    ground,
    ...(comparison && { second: factsOf(comparison) }),
  };
  // "<" is the only character that could end a script element early.
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  const parts = [
    `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeMarkup(name)} · Latentscape</title>
<style>${style}</style>
</head>
<body>
<script type="application/json" id="${offlineIds.map}">${json}</script>
`,
    ...(await bytesElement(offlineIds.table, new Blob([arrow]))),
    ...(comparison ? await bytesElement(offlineIds.second, bytesOf(comparison)) : []),
    `<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`,
  ];
  return new Blob(parts, { type: 'text/html' });
}

function factsOf({ name, neighbours, meanCommon, distance }: Comparison): OfflineMap['second'] {
  return { name, neighbours, meanCommon, distance: Number.isNaN(distance) ? null : distance };
}

function bytesOf({ places, common }: Comparison): Blob {
  const { x, y } = places.second;
  return new Blob([new Float32Array(x), new Float32Array(y), Uint8Array.from(common.values)]);
}

/** An element that the browser neither runs nor shows. */
async function bytesElement(id: string, bytes: Blob): Promise<BlobPart[]> {
  return [`<script type="text/plain" id="${id}">`, ...(await toBase64(bytes)), '</script>\n'];
}

async function fetchText(url: string): Promise<string> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} is missing: build the page again.`);
  return response.text();
}

/** Piece by piece, so that the page answers in between. */
async function toBase64(bytes: Blob): Promise<Blob[]> {
  const pieces: Blob[] = [];
  for (let from = 0; from < bytes.size; from += bytesInPiece)
    pieces.push(await pieceToBase64(bytes.slice(from, from + bytesInPiece)));
  return pieces;
}

function pieceToBase64(piece: Blob): Promise<Blob> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => {
      const url = String(reader.result);
      resolve(new Blob([url.slice(url.indexOf(',') + 1)]));
    };
    reader.onerror = () => reject(new Error('the table could not be encoded'));
    reader.readAsDataURL(piece);
  });
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
