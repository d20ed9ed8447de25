import { answerQuestions } from '../ask-worker.js';
import { atOnce } from '../slices.js';
import { type Painting, paint } from './painting.js';

answerQuestions(
  (painting: Painting): Promise<Blob> =>
    atOnce(paint(painting, () => new OffscreenCanvas(1, 1))).convertToBlob({ type: 'image/png' }),
);
