import {
  newSelectionSchema,
  readSelections,
  removeSelection,
  runStatus,
  saveSelection,
  UserError,
} from '@latentscape/pipeline';
import type { SelectionList, SelectionSaved } from '@latentscape/web/api';
import express, { Router } from 'express';
import { HttpError } from '../http-error.js';
import { readRun } from '../read-run.js';

/** Enough for the indices of two million rows. */
const bodyLimit = '16mb';

/**
 * The selections saved in a run: `GET /api/runs/:run/selections` lists them with their rows, `POST` of `{ name, rows }`
 * saves one, `DELETE …/:id` removes one. Nothing is changed in a run that is under way, because its pipeline tidies the
 * folder.
 */
export function selectionRoutes(root: string): Router {
  const router = Router();

  router.get('/:run/selections', async (request, response) => {
    const { folder, manifest } = await readRun(root, request.params.run);
    const list: SelectionList = await readSelections(folder, manifest);
    response.set('Cache-Control', 'no-store').json(list);
  });

  router.post('/:run/selections', express.json({ limit: bodyLimit }), async (request, response) => {
    const { folder, manifest } = await readIdleRun(root, request.params.run);
    const parsed = newSelectionSchema.safeParse(request.body);
    if (!parsed.success) {
      const { message, path } = parsed.error.issues[0];
      throw new HttpError(
        400,
        'bad-request',
        `The selection cannot be saved: ${String(path[0] ?? 'body')}: ${message}.`,
      );
    }
    const { rows: _, ...saved } = await saveSelection(folder, manifest, parsed.data).catch(explain);
    response.status(201).json(saved satisfies SelectionSaved);
  });

  router.delete('/:run/selections/:id', async (request, response) => {
    const { folder } = await readIdleRun(root, request.params.run);
    if (!(await removeSelection(folder, request.params.id)))
      throw new HttpError(404, 'not-found', 'There is no such selection any more.');
    response.status(204).end();
  });

  return router;
}

async function readIdleRun(root: string, name: string) {
  const run = await readRun(root, name);
  if ((await runStatus(run.folder, run.manifest)) === 'running')
    throw new HttpError(409, 'run-busy', `The run “${name}” is under way; wait until it is done.`);
  return run;
}

function explain(error: unknown): never {
  if (error instanceof UserError)
    throw new HttpError(error.exitCode === 1 ? 500 : 400, 'bad-request', error.message);
  throw error;
}
