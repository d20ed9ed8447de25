import { fetchBuffer, request } from '../api.js';
import { answerQuestions } from '../ask-worker.js';
import type { Positions } from '../data/snapshots.js';
import { type OfflineMap, offlineIds } from './offline-map.js';

/** What the file is made of, besides what the server has. */
export interface OfflinePageRequest extends Omit<OfflineMap, 'saved'> {
  /** The run by the name of its folder, which may be another than it was made under. */
  readonly run: string;
  readonly saved: readonly { readonly name: string; readonly rows: Uint32Array }[];
  /** Of the map beside it: places of all rows, and how many neighbours both maps have in common around each. */
  readonly secondPlaces?: Positions & { readonly common: Uint8Array };
}

/** Nothing is fetched: all that the file needs is in it. */
const policy =
  "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:";

/** A multiple of three: pieces in base64 then join without padding in between. */
const bytesInPiece = 3 * 2 ** 18;

answerQuestions(offlinePage);

async function offlinePage({ run, secondPlaces, saved, ...facts }: OfflinePageRequest): Promise<Blob> {
  const [arrow, script, style] = await Promise.all([
    fetchBuffer(run, 'embedding.arrow'),
    fetchText('/offline.js'),
    fetchText('/offline.css'),
  ]);
  if (!arrow) throw new Error('The map is not on the server any more.');
  const data: OfflineMap = {
    ...facts,
    saved: saved.map(({ name, rows }) => ({ name, rows: Array.from(rows) })),
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
<title>${escapeMarkup(facts.name)} · Latentscape</title>
<style>${style}</style>
</head>
<body>
<script type="application/json" id="${offlineIds.map}">${json}</script>
`,
    ...(await bytesElement(offlineIds.table, new Blob([arrow]))),
    ...(secondPlaces ? await bytesElement(offlineIds.second, bytesOf(secondPlaces)) : []),
    `<script>${script.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`,
  ];
  return new Blob(parts, { type: 'text/html' });
}

function bytesOf({ x, y, common }: Required<OfflinePageRequest>['secondPlaces']): Blob {
  return new Blob([new Float32Array(x), new Float32Array(y), new Uint8Array(common)]);
}

/** An element that the browser neither runs nor shows. */
async function bytesElement(id: string, bytes: Blob): Promise<BlobPart[]> {
  return [`<script type="text/plain" id="${id}">`, ...(await toBase64(bytes)), '</script>\n'];
}

async function fetchText(url: string): Promise<string> {
  const response = await request(url).catch(() => {
    throw new Error(`${url} is missing: build the page again.`);
  });
  return response.text();
}

/** Piece by piece: a string has a greatest length. */
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
