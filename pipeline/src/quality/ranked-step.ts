import type { KernelTeam } from './kernel-team.js';
import { type NeighbourhoodQuality, RankAgreement } from './rank-agreement.js';
import type { RankedSpace } from './ranked-space.js';

/** How the rankings of the same queries change from one space to another, in the memory of the kernels. */
export class RankedStep {
  private readonly agreement: RankAgreement;
  private readonly ks: number;
  private readonly weights: number;
  /** One count a rank, for each thread. */
  private readonly pairs: number;
  private readonly changes: number;

  /** @param queries most queries at once */
  constructor(
    private readonly team: KernelTeam,
    private readonly from: RankedSpace,
    private readonly to: RankedSpace,
    private readonly rows: number,
    ks: readonly number[],
    queries: number,
  ) {
    const { arena, threads } = team;
    this.agreement = new RankAgreement(rows, ks);
    this.ks = arena.put(Int32Array.from(this.agreement.ks));
    this.weights = arena.put(this.agreement.areaWeights);
    this.pairs = arena.put(new Uint32Array(threads * rows));
    this.changes = arena.take(8 * queries * this.numbers);
  }

  /** Adds the first of the queries that both spaces ranked last. @throws InterruptedError */
  async compare(queries: number): Promise<void> {
    const { team, from, to, rows, agreement, numbers } = this;
    // biome-ignore format: as the kernel lists them
    await team.runQueries(
      'compareRanks', queries, rows, from.ranks, to.ranks, from.stride, rows, from.nearestRows, to.nearestRows,
      from.nearest, this.ks, agreement.ks.length, this.weights, this.pairs, this.changes,
    );
    const changes = team.arena.f64(this.changes, queries * numbers);
    for (let query = 0; query < queries; query++) agreement.add(changes.subarray(query * numbers));
  }

  /** @returns estimates for all rows from the queries that were added */
  result(): NeighbourhoodQuality {
    const { team, rows } = this;
    for (let thread = 0; thread < team.threads; thread++) {
      this.agreement.addPairs(team.arena.u32(this.pairs + 4 * thread * rows, rows));
    }
    return this.agreement.result();
  }

  /** Numbers that the kernel writes for a query. */
  private get numbers(): number {
    return 3 * this.agreement.ks.length + 1;
  }
}
