import type { ErrorBody, ErrorCode } from '@latentscape/web/api';
import type { ErrorRequestHandler } from 'express';

/** An answer other than success; routes throw it and `answerErrors` turns it into JSON. */
export class HttpError extends Error {
  override readonly name = 'HttpError';

  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The last middleware: known errors are told as they are; anything else is logged here and hidden there. */
export const answerErrors: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) return next(error);
  const known = asHttpError(error);
  if (known.status >= 500) console.error(error);
  response
    .status(known.status)
    .json({ error: { code: known.code, message: known.message } } satisfies ErrorBody);
};

/** Express and its parsers throw plain errors that carry a status; their own message may name a file, so it is not sent. */
function asHttpError(error: unknown): HttpError {
  if (error instanceof HttpError) return error;
  const status = (error as { status?: unknown } | null)?.status;
  if (status === 404) return new HttpError(404, 'not-found', 'There is nothing at this address.');
  if (status === 413) return new HttpError(413, 'too-large', 'The request is too large.');
  if (status === 416) return new HttpError(416, 'bad-request', 'The range lies outside the file.');
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new HttpError(400, 'bad-request', 'The request could not be understood.');
  return new HttpError(500, 'internal', 'Something went wrong on the server; its terminal says more.');
}
