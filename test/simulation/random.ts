export type Random = {
  /** 0 ≤ value < 2³² */
  bits(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<Item>(items: readonly Item[]): Item;
  /** Some of them, each with that chance, in their order. */
  some<Item>(items: readonly Item[], probability: number): Item[];
  /** A further source of its own: what is drawn from one does not change what comes out of the other. */
  fork(): Random;
};

/**
 * Numbers that look drawn and follow from the seed alone, on every machine: sfc32, which is tiny and passes PractRand.
 * Nothing in a simulation may be drawn from anywhere else.
 */
export function createRandom(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9 ^ seed, 0x243f6a88, 0xb7e15162, 1];

  function bits(): number {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return sum >>> 0;
  }

  // The first few values of similar seeds are similar.
  for (let round = 0; round < 15; round += 1) bits();

  function int(min: number, max: number): number {
    return min + Math.floor((bits() / 2 ** 32) * (max - min + 1));
  }

  function pick<Item>(items: readonly Item[]): Item {
    const item = items[int(0, items.length - 1)];
    if (item === undefined) throw new RangeError('There is nothing to pick from');
    return item;
  }

  const chance = (probability: number): boolean => probability > 0 && bits() < probability * 2 ** 32;

  return {
    bits,
    int,
    chance,
    pick,
    some: (items, probability) => items.filter(() => chance(probability)),
    fork: () => createRandom(bits()),
  };
}
