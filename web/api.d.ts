/** What the server tells the page, as JSON. Types only: both sides compile against them. */
import type {
  Manifest,
  RunStatus,
  SavedSelection,
  SavedSelections,
  SweepRecord,
  SweepSummary,
} from '@latentscape/pipeline';

/** A run in the list of `GET /api/runs`. */
export interface RunSummary {
  readonly name: string;
  readonly status: RunStatus | 'unreadable';
  /** What is wrong, for a run that cannot be read. */
  readonly problem?: string;
  /** ISO 8601; absent, as all that follows, for a run that cannot be read. */
  readonly created?: string;
  readonly dataset?: Manifest['dataset'];
  readonly variant?: string;
  /** SHA-256 of `dataset/rows.arrow`: runs with the same one have the same rows in the same order. */
  readonly rowsDigest?: string;
  /** Seconds that the finished stages took, together. */
  readonly seconds?: number;
  /** Whether there is a map to look at. */
  readonly hasMap: boolean;
}

/** The answer to `GET /api/runs`: newest first. */
export interface RunList {
  readonly runs: readonly RunSummary[];
}

/** The answer to `GET /api/runs/:run`. */
export type RunDetails = Manifest & { readonly status: RunStatus };

/** The answer to `GET /api/runs/:run/selections`. */
export type SelectionList = SavedSelections;

/** The answer to `POST /api/runs/:run/selections`, whose body is `{ name, rows }`. */
export type SelectionSaved = Omit<SavedSelection, 'rows'>;

/** The answer to `GET /api/sweeps`: newest first. */
export interface SweepList {
  readonly sweeps: readonly SweepSummary[];
}

/** The answer to `GET /api/sweeps/:sweep`. */
export type SweepDetails = SweepRecord;

export type ErrorCode =
  | 'bad-request'
  | 'forbidden'
  | 'host-not-allowed'
  | 'internal'
  | 'not-found'
  | 'run-busy'
  | 'run-not-found'
  | 'run-unreadable'
  | 'sweep-not-found'
  | 'sweep-unreadable'
  | 'too-large'
  | 'too-many-requests';

/** The body of every answer that is not a success. */
export interface ErrorBody {
  readonly error: { readonly code: ErrorCode; readonly message: string };
}
