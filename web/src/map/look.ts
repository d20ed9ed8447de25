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

/** Finds how rows are to be drawn, in slices where they are many; while it does, a newer question overtakes an older one. */
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

export function createPainter(onLook: (look: Look) => void): Painter {
  let look: Look | undefined;
  let places: Positions;
  /** The scene that is being painted. */
  let scene: Scene | undefined;
  let latest = {};

  function* findLook(): Steps<Look> {
    const appearance = scene ? yield* appearanceOf(places.x.length, scene) : look!.appearance;
    return { appearance, crowding: yield* crowdingOf(places, appearance) };
  }

  function find(): void {
    const own = {};
    latest = own;
    void inSlices(findLook(), () => latest === own).then((found) => {
      if (!found || latest !== own) return;
      look = found;
      scene = undefined;
      onLook(found);
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
      if (scene || look) find();
    },
    forget() {
      look = scene = undefined;
      latest = {};
    },
  };
}
