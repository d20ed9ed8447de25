import type { FeatureRows } from '../data/feature-rows.js';
import type { Autoencoder } from './autoencoder.js';
import { DenseMemory } from './dense-memory.js';
import type { Pass } from './pass.js';

/** Numbers of the rows that pass through at once, unless that makes them too few or too many. */
const numbersATime = 4e6;
/** Weights are packed anew for each shard: it should have many rows. */
const [leastShardRows, mostShardRows] = [64, 256];
const shards = 16;

/**
 * Rows through a network of dense layers by kernels of our own, on all threads. They compute what `TensorPass`
 * does: it is the readable twin, and the way of other networks and backends.
 */
export class DensePass implements Pass {
  private constructor(
    readonly rowsATime: number,
    private readonly dense: DenseMemory,
    private readonly codeSize: number,
  ) {}

  /** @param features whose rows pass through, with the model's scaling */
  static async start(
    { network, settings }: Autoencoder,
    features: FeatureRows,
    threads: number,
  ): Promise<DensePass> {
    const affordable = Math.ceil(numbersATime / (settings.columns * shards));
    const rows = shards * Math.min(mostShardRows, Math.max(leastShardRows, affordable));
    const dense = await DenseMemory.start(settings, features, { rows, shards, threads, trains: false });
    dense.load(network.weights, dense.plan.weights);
    return new DensePass(rows, dense, settings.codeSize);
  }

  codes(rows: Uint32Array): Float32Array {
    const { team, plan } = this.dense;
    this.dense.show(rows);
    team.run('shardCodes', shards, plan.plan, rows.length, plan.codes);
    return this.dense.floats(plan.codes, rows.length * this.codeSize);
  }

  errors(rows: Uint32Array, codes: Float32Array): Float32Array {
    const { team, plan } = this.dense;
    this.dense.show(rows);
    this.dense.floats(plan.codes, codes.length).set(codes);
    team.run('shardErrors', shards, plan.plan, rows.length, plan.codes, plan.errors);
    return this.dense.floats(plan.errors, rows.length);
  }

  close(): void {
    this.dense.close();
  }
}
