import path from 'node:path';
import { Router } from 'express';
import { containedFile } from '../contained-file.js';
import { HttpError } from '../http-error.js';

/** The kinds of file a run consists of; nothing else in its folder is served. */
const contentTypes: Readonly<Record<string, string>> = {
  '.arrow': 'application/vnd.apache.arrow.file',
  '.bin': 'application/octet-stream',
  '.csv': 'text/csv; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.npy': 'application/octet-stream',
  '.parquet': 'application/vnd.apache.parquet',
  '.png': 'image/png',
};

/** `GET /api/runs/:run/files/<path>`: a run's artifacts, with ranges and validators; CSV comes as a download. */
export function fileRoutes(root: string): Router {
  const router = Router();
  router.get('/:run/files/*path', async (request, response, next) => {
    const { run } = request.params;
    const segments = request.params.path;
    const extension = path.extname(segments.at(-1) ?? '').toLowerCase();
    const contentType = contentTypes[extension];
    if (contentType === undefined)
      throw new HttpError(404, 'not-found', `“${run}” has no ${segments.join('/')}.`);
    const file = await containedFile(root, run, segments);
    response.type(contentType);
    if (extension === '.csv') response.attachment(`${run}-${segments.at(-1)}`);
    response.sendFile(file, { cacheControl: false, headers: { 'Cache-Control': 'no-cache' } }, (error) => {
      // A reader that left (a page that was closed) is no error of ours.
      if (error && !response.headersSent && !request.destroyed) next(error);
    });
  });
  return router;
}
