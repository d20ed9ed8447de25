import { listSweeps, readSweep, sweepMapsFile, UserError } from '@latentscape/pipeline';
import type { SweepDetails, SweepList } from '@latentscape/web/api';
import { Router } from 'express';
import { containedFile, containedRun } from '../contained-file.js';
import { HttpError } from '../http-error.js';

/**
 * `GET /api/sweeps` lists what was compared, newest first; `GET /api/sweeps/:sweep` is one comparison, and
 * `GET /api/sweeps/:sweep/maps.arrow` the places of its points.
 */
export function sweepRoutes(root: string): Router {
  const router = Router();
  router.get('/', async (_request, response) => {
    response.set('Cache-Control', 'no-store').json({ sweeps: await listSweeps(root) } satisfies SweepList);
  });
  router.get('/:sweep', async (request, response) => {
    const sweep: SweepDetails = await findSweep(root, request.params.sweep);
    response.set('Cache-Control', 'no-store').json(sweep);
  });
  router.get(`/:sweep/${sweepMapsFile}`, async (request, response, next) => {
    const { sweep } = request.params;
    await findSweep(root, sweep);
    const file = await containedFile(root, sweep, [sweepMapsFile]);
    response.type('application/vnd.apache.arrow.file');
    response.sendFile(file, { cacheControl: false, headers: { 'Cache-Control': 'no-cache' } }, (error) => {
      if (error && !response.headersSent && !request.destroyed) next(error);
    });
  });
  return router;
}

async function findSweep(root: string, name: string): Promise<SweepDetails> {
  const notFound = new HttpError(404, 'sweep-not-found', `There is no sweep named “${name}”.`);
  const folder = await containedRun(root, name).catch(() => {
    throw notFound;
  });
  const sweep = await readSweep(folder).catch((error) => {
    if (error instanceof UserError) throw new HttpError(422, 'sweep-unreadable', error.message);
    throw error;
  });
  if (!sweep) throw notFound;
  return sweep;
}
