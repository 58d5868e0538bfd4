/** Thrown at the step at which a worker dies. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * A life of so many steps. Before and after each call of what it surrounds is a step; at the last one, and ever after,
 * every step throws `Killed`: a call may have had its effect or not, as when a process is killed.
 */
export function createLife(lastStep = Infinity) {
  let steps = 0;

  function step(): void {
    steps += 1;
    if (steps >= lastStep) throw new Killed(`Killed at step ${steps}`);
  }

  async function surround<Result>(call: () => Promise<Result>): Promise<Result> {
    step();
    const result = await call();
    step();
    return result;
  }

  async function* surroundPages<Page>(call: () => AsyncIterable<Page>): AsyncGenerator<Page> {
    step();
    yield* call();
    step();
  }

  return {
    steps: () => steps,
    /** The same object, whose methods are steps: those called `due` or `list…` give pages, all others promises. */
    around<Target extends object>(target: Target): Target {
      return new Proxy(target, {
        get(_, name) {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          const call = (...args: unknown[]): unknown => Reflect.apply(method, target, args);
          return /^(due$|list[A-Z])/.test(String(name))
            ? (...args: unknown[]) => surroundPages(() => call(...args) as AsyncIterable<unknown>)
            : (...args: unknown[]) => surround(() => call(...args) as Promise<unknown>);
        },
      });
    },
  };
}
