import type { Positions } from '../data/snapshots.js';
import { inSlices, type Steps } from '../slices.js';
import { appearanceOf, type Scene } from './appearance.js';
import { type Crowding, crowdingOf } from './crowding.js';

/** How rows are drawn. */
export interface Look {
  /** Four bytes a row: red, green, blue, emphasis. */
  readonly appearance: Uint8Array;
  readonly crowding: Crowding;
}

/**
 * Finds how rows are to be drawn, in slices where they are many. A newer scene overtakes an older one. Points that move
 * meanwhile do not: what was begun is brought to its end and then done again, so that a long animation has its share.
 */
export interface Painter {
  /** What was found last; undefined until then. */
  look(): Look | undefined;
  /** Colours rows anew. */
  paint(scene: Scene, positions: Positions): void;
  /** Rows have moved, and crowd one another elsewhere. */
  move(positions: Positions): void;
  /** There are other rows now. */
  forget(): void;
}

/** @param onLook Hears what was found, and what had been found before. */
export function createPainter(onLook: (look: Look, before: Look | undefined) => void): Painter {
  let look: Look | undefined;
  let places: Positions;
  /** The scene that is being painted. */
  let scene: Scene | undefined;
  /** What is being found; undefined while nothing is. */
  let latest: object | undefined;

  function* findLook(of: Positions): Steps<Look> {
    const appearance = scene ? yield* appearanceOf(of.x.length, scene) : look!.appearance;
    return { appearance, crowding: yield* crowdingOf(of, appearance) };
  }

  function find(): void {
    const [own, of] = [{}, places];
    latest = own;
    void inSlices(findLook(of), () => latest === own).then((found) => {
      if (!found || latest !== own) return;
      const before = look;
      look = found;
      latest = scene = undefined;
      onLook(found, before);
      if (places !== of) find();
    });
  }

  return {
    look: () => look,
    paint(next, positions) {
      scene = next;
      places = positions;
      find();
    },
    move(positions) {
      places = positions;
      if (!latest && look) find();
    },
    forget() {
      look = scene = latest = undefined;
    },
  };
}
