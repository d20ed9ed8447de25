import type { RunEvent } from '@latentscape/pipeline';
import type { ErrorBody, RunDetails, RunList, RunSummary, SelectionList, SelectionSaved } from '../api.js';
import { inSlices, type Steps } from './slices.js';

/** The server did not answer, or not with what was asked for; `code` tells programs why. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** The address of a run's artifact. */
export function fileAddress(run: string, path: string): string {
  return `/api/runs/${encodeURIComponent(run)}/files/${path.split('/').map(encodeURIComponent).join('/')}`;
}

export async function fetchRuns(): Promise<readonly RunSummary[]> {
  const response = await request('/api/runs');
  const { runs }: RunList = await response.json();
  return runs;
}

export async function fetchRun(run: string, signal?: AbortSignal): Promise<RunDetails> {
  const response = await request(`/api/runs/${encodeURIComponent(run)}`, { signal });
  return response.json();
}

/** The selections that are saved in a run, with their rows. */
export async function fetchSelections(run: string, signal?: AbortSignal): Promise<SelectionList> {
  return (await request(selectionsAddress(run), { signal })).json();
}

/** Saves rows under a name in the run. */
export async function postSelection(run: string, name: string, rows: Uint32Array): Promise<SelectionSaved> {
  const body = JSON.stringify({ name, rows: Array.from(rows) });
  const headers = { 'Content-Type': 'application/json' };
  return (await change(selectionsAddress(run), { method: 'POST', headers, body })).json();
}

export async function deleteSelection(run: string, id: string): Promise<void> {
  await change(`${selectionsAddress(run)}/${id}`, { method: 'DELETE' });
}

function selectionsAddress(run: string): string {
  return `/api/runs/${encodeURIComponent(run)}/selections`;
}

/** A JSON artifact, or undefined where the run has none. */
export async function fetchJson<T>(run: string, path: string, signal?: AbortSignal): Promise<T | undefined> {
  const response = await requestOptional(fileAddress(run, path), signal);
  try {
    return await response?.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw damaged(run, path);
  }
}

/** What to say of an artifact that is not what it should be. @param error Says why, where that tells more. */
export function damaged(run: string, path: string, error?: unknown): Error {
  const reason = error instanceof Error ? `: ${error.message}` : '';
  return new Error(`${path} of “${run}” is damaged${reason}. Run the pipeline again to mend it.`);
}

/** What to say of an artifact that should be there. */
export function missing(run: string, path: string): Error {
  return new Error(`${path} of “${run}” is missing. Run the pipeline again to mend it.`);
}

/** A binary artifact, or undefined where the run has none. */
export async function fetchBuffer(
  run: string,
  path: string,
  signal?: AbortSignal,
): Promise<ArrayBuffer | undefined> {
  const response = await requestOptional(fileAddress(run, path), signal);
  return response?.arrayBuffer();
}

/** The same for one that may be very large: read and put together in slices, where `arrayBuffer` would do it at once. */
export async function fetchPieces(
  run: string,
  path: string,
  signal?: AbortSignal,
): Promise<ArrayBuffer | undefined> {
  const reader = (await requestOptional(fileAddress(run, path), signal))?.body?.getReader();
  if (!reader) return undefined;
  const pieces: Uint8Array[] = [];
  for (let read = await reader.read(); !read.done; read = await reader.read()) pieces.push(read.value);
  return inSlices(joined(pieces));
}

function* joined(pieces: readonly Uint8Array[]): Steps<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
    yield;
  }
  return whole.buffer;
}

/** The bytes `from` up to, not including, `to` of an artifact, and how many the whole has. */
export async function fetchBytes(
  run: string,
  path: string,
  from: number,
  to: number,
): Promise<{ readonly bytes: Uint8Array; readonly size: number }> {
  const response = await request(fileAddress(run, path), { headers: { Range: `bytes=${from}-${to - 1}` } });
  const bytes = new Uint8Array(await response.arrayBuffer());
  const size = Number(response.headers.get('Content-Range')?.split('/')[1] ?? bytes.length);
  return { bytes, size };
}

/** What a reader of a run's events is told. */
export interface EventHandlers {
  readonly onEvent: (event: RunEvent) => void;
  /** The log was written anew: forget what was heard. */
  readonly onRestart: () => void;
  readonly onGone: () => void;
}

/** Follows a run's events from the first one on; reconnects by itself. Returns a function that ends it. */
export function followEvents(run: string, { onEvent, onRestart, onGone }: EventHandlers): () => void {
  const source = new EventSource(`/api/runs/${encodeURIComponent(run)}/events`);
  source.addEventListener('message', ({ data }) => onEvent(JSON.parse(data)));
  source.addEventListener('restart', onRestart);
  source.addEventListener('gone', () => {
    source.close();
    onGone();
  });
  return () => source.close();
}

async function requestOptional(url: string, signal?: AbortSignal): Promise<Response | undefined> {
  try {
    return await request(url, { signal });
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not-found') return undefined;
    throw error;
  }
}

/** Like `request`, for what changes something: a server that is gone is told in words. */
async function change(url: string, init: RequestInit): Promise<Response> {
  return request(url, init).catch((error) => {
    if (!isUnreachable(error)) throw error;
    throw new ApiError('The server does not answer; nothing was changed.', unreachable);
  });
}

const unreachable = 'unreachable';

/** Whether there was no answer at all: the same may succeed later. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && error.code === unreachable;
}

/** @throws ApiError */
export async function request(url: string, init?: RequestInit): Promise<Response> {
  const response = await fetch(url, init).catch((error) => {
    if (init?.signal?.aborted) throw error;
    throw new ApiError('The server does not answer.', unreachable);
  });
  if (response.ok) return response;
  const body: ErrorBody | undefined = await response.json().catch(() => undefined);
  throw new ApiError(
    body?.error.message ?? `The server answered ${response.status}.`,
    body?.error.code ?? 'internal',
  );
}
