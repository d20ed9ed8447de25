import type { Settings } from './settings.js';

// What an autoencoder is, in words: the report and the page say the same.

/** `sparse and denoising`; `vanilla` for one that adds nothing. */
export function kindInWords({ variants }: Pick<Settings, 'variants'>): string {
  return variants.length > 0 ? variants.join(' and ') : 'vanilla';
}

/** `784–128–32`: the widths down to the code, which the decoder mirrors; of convolutions, the channels. */
export function widthsInWords({
  variants,
  columns,
  hidden,
  codeSize,
}: Pick<Settings, 'variants' | 'columns' | 'hidden' | 'codeSize'>): string {
  return variants.includes('convolutional')
    ? `convolutions of ${hidden.join(' and ')} channels`
    : [columns, ...hidden, codeSize].join('–');
}

export function lossInWords({ loss }: Pick<Settings, 'loss'>): string {
  return loss === 'bce' ? 'cross-entropy' : 'squared error';
}

/** What its variants asked of it beyond the reconstruction, one sentence each. */
export function demandsInWords({
  variants,
  sparsity,
  sparsityKind,
  sparsityTarget,
  noise,
  noiseKind,
  beta,
}: Settings): string[] {
  const sentences: string[] = [];
  if (variants.includes('sparse')) {
    sentences.push(
      sparsityKind === 'l1'
        ? `Large codes had a price: ${sparsity} times the sum of their absolute values.`
        : `Units were held near a mean activity of ${sparsityTarget}.`,
    );
  }
  if (variants.includes('denoising')) {
    const share = `${Number((100 * noise).toPrecision(3))}% of their values set to`;
    const corruption = {
      gaussian: `Gaussian noise of standard deviation ${noise}`,
      masking: `${share} zero`,
      'salt-and-pepper': `${share} zero or one`,
    }[noiseKind];
    sentences.push(`It saw rows with ${corruption} and had to rebuild them clean.`);
  }
  if (variants.includes('variational')) {
    sentences.push(
      `Its codes are distributions, held near a standard normal one (β ${beta}); their means stand for them.`,
    );
  }
  return sentences;
}

/** How the rows were treated whose losses are told, where that needs saying. */
export function lossesInWords({ variants }: Pick<Settings, 'variants'>): string {
  const sentences: string[] = [];
  if (variants.includes('denoising')) sentences.push('All these rows were seen with noise.');
  if (variants.includes('variational')) {
    sentences.push(
      'Training draws codes from their distributions, held-out rows are rebuilt from the means, which is easier.',
    );
  }
  return sentences.join(' ');
}
