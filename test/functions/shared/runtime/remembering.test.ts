import { describe, expect, it } from 'vitest';
import { remembering } from '../../../../functions/shared/runtime/remembering.ts';

describe('a reading that is remembered', () => {
  it('asks for each key once, those without an answer included', async () => {
    const { memory, asked } = lengthsOf(['a', 'bb']);

    const first = await memory.of(['a', 'nothing', 'a']);
    const second = await memory.of(['bb', 'a', 'nothing']);

    expect([...first]).toEqual([['a', 1]]);
    expect([...second]).toEqual([
      ['bb', 2],
      ['a', 1],
    ]);
    expect(asked).toEqual([['a', 'nothing'], ['bb']]);
  });

  it('asks nothing where everything is known, and skips keys that are undefined', async () => {
    const { memory, asked } = lengthsOf(['a']);

    await memory.of(['a']);
    const again = await memory.of([undefined, 'a', undefined]);

    expect([...again.keys()]).toEqual(['a']);
    expect(asked).toHaveLength(1);
  });

  it('asks again after it was told to forget', async () => {
    const { memory, asked } = lengthsOf(['a']);

    await memory.of(['a']);
    memory.forget();
    await memory.of(['a']);

    expect(asked).toEqual([['a'], ['a']]);
  });

  it('does not remember a reading that failed', async () => {
    let fails = true;
    const memory = remembering(async (keys) => {
      if (fails) throw new Error('down');
      return new Map(keys.map((key) => [key, key.length]));
    });

    await expect(memory.of(['a'])).rejects.toThrow('down');
    fails = false;
    expect(await memory.of(['a'])).toEqual(new Map([['a', 1]]));
  });
});

function lengthsOf(known: readonly string[]) {
  const asked: string[][] = [];
  const memory = remembering(async (keys) => {
    asked.push(keys);
    return new Map(keys.filter((key) => known.includes(key)).map((key) => [key, key.length]));
  });
  return { memory, asked };
}
