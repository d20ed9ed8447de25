import { fitScale, type View } from '../map/camera.js';
import type { MapView } from '../map/map-view.js';
import type { AppStore } from '../state/app-state.js';

/** While zoom is linked, both maps show the same part of the plane: the one that is moved by hand leads. */
export function linkViews(store: AppStore, first: MapView, second: MapView): void {
  let leader = first;
  let isFollowing = false;
  /** Whether the second map has a size, without which no view can be made for it; until then the first leads. */
  let isLaidOut = false;

  function follow(view: View | undefined): void {
    const follower = leader === first ? second : first;
    const [from, to] = [leader.frame(), follower.frame()];
    if (!view || !from || !to || isFollowing || !isLaidOut || !store.state.isZoomLinked) return;
    const zoom = (view.zoom * fitScale(from.bounds, from.size)) / fitScale(to.bounds, to.size);
    isFollowing = true;
    follower.navigation.goTo({ x: view.x, y: view.y, zoom });
    isFollowing = false;
  }

  const followLeader = () => follow(leader === first ? store.state.view : store.state.secondView);

  for (const type of ['pointerdown', 'wheel', 'keydown'])
    document.addEventListener(
      type,
      ({ target }) => {
        leader = second.element.contains(target as Node) ? second : first;
      },
      { capture: true, passive: true },
    );
  // A map hears of its own size before.
  const resizes = new ResizeObserver(() => {
    if (!isLaidOut) leader = first;
    isLaidOut = second.element.clientWidth > 0;
    followLeader();
  });
  resizes.observe(first.element);
  resizes.observe(second.element);
  store.watch(['view'], ({ view }) => leader === first && follow(view));
  store.watch(['secondView'], ({ secondView }) => leader === second && follow(secondView));
  store.watch(['secondRun', 'isZoomLinked'], followLeader);
}
