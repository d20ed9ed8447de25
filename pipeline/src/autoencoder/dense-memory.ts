import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs-core';
import { type FeatureRows, holdBytes, takeRows } from '../data/feature-rows.js';
import { scaleRows } from '../data/scale-rows.js';
import { UserError } from '../errors.js';
import { mostBytes, sharedMemory } from '../threads/memory.js';
import { Team } from '../threads/team.js';
import { valuesOf } from './checkpoint.js';
import { type DensePlan, type DenseWork, planDense } from './dense-plan.js';
import type { Settings } from './settings.js';

/** Whether the settings are for dense layers with a code that is not drawn, on the wasm backend. */
export function isDense({ variants }: Settings): boolean {
  const dense = !variants.includes('convolutional') && !variants.includes('variational');
  return dense && tf.getBackend() === 'wasm';
}

/** A network of dense layers in memory that threads share, and the threads that run its kernels there. */
export class DenseMemory {
  private constructor(
    readonly features: FeatureRows,
    readonly plan: DensePlan,
    private readonly memory: WebAssembly.Memory,
    readonly team: Team,
  ) {}

  /**
   * @param features whose rows are shown; scaled by the rule that they carry
   * @throws UserError when the network is too large for the memory that WebAssembly can address
   */
  static async start(settings: Settings, features: FeatureRows, work: DenseWork): Promise<DenseMemory> {
    const byteValues = valuesOfBytes(features);
    const plan = planDense(settings, work, byteValues !== undefined);
    if (plan.bytes > mostBytes) throw tooLarge(plan);
    const memory = sharedMemory(plan.bytes);
    const view = new DataView(memory.buffer);
    for (const [address, value] of plan.words) view.setUint32(address, value, true);
    for (const [address, value] of plan.doubles) view.setFloat64(address, value, true);
    const bytes = await readFile(new URL('dense.wasm', import.meta.url));
    const team = await Team.start(await WebAssembly.compile(new Uint8Array(bytes)), memory, work.threads);
    const dense = new DenseMemory(features, plan, memory, team);
    if (byteValues) dense.floats(plan.byteValues, 256).set(byteValues);
    return dense;
  }

  /** Puts rows where the kernels read them. */
  show(indices: Uint32Array): void {
    const { plan, features } = this;
    const { columns } = features;
    if (plan.byteValues === 0) {
      scaleRows(features, indices, this.floats(plan.rows, indices.length * columns));
    } else {
      takeRows(
        features,
        indices,
        new Uint8Array(this.memory.buffer, plan.bytesOfRows, indices.length * columns),
      );
    }
  }

  /** Puts the values of variables one after the other. */
  load(variables: readonly tf.Variable[], address: number): void {
    for (const [variable, values] of this.along(variables, address)) values.set(valuesOf(variable));
  }

  /** Each of the variables that lie one after the other, and its values here. */
  along(variables: readonly tf.Variable[], address: number): [tf.Variable, Float32Array][] {
    let at = address;
    return variables.map((variable) => {
      const values = this.floats(at, variable.size);
      at += 4 * variable.size;
      return [variable, values];
    });
  }

  floats(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.memory.buffer, address, length);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.memory.buffer, address, length);
  }

  words(address: number, length: number): Uint32Array {
    return new Uint32Array(this.memory.buffer, address, length);
  }

  close(): void {
    this.team.close();
  }
}

/** What each byte is after scaling, where rows are bytes and all columns are scaled alike. */
function valuesOfBytes(features: FeatureRows): Float32Array | undefined {
  const { scaling } = features;
  if (!holdBytes(features)) return undefined;
  if (typeof scaling.offset !== 'number' || typeof scaling.factor !== 'number') return undefined;
  return scaleRows(
    { rows: 256, columns: 1, values: Uint8Array.from({ length: 256 }, (_, byte) => byte), scaling },
    Uint32Array.from({ length: 256 }, (_, byte) => byte),
  );
}

function tooLarge({ size, bytes }: DensePlan): UserError {
  return new UserError(
    `a network of ${size.toLocaleString('en')} weights needs ${(bytes / 2 ** 30).toFixed(1)} GiB at once, more than the 4 GiB that WebAssembly can address; choose narrower layers (--hidden), fewer columns (--features) or --backend node`,
  );
}
