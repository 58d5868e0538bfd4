/**
 * A worker that can be stopped between two steps while others go on. Before and after each call of what it surrounds is a step,
 * as in `mortal.ts`; here it waits at its last step until it is let go.
 */
export function createPausable(lastStep: number) {
  let steps = 0;
  let isFree = false;
  const { promise: letGo, resolve: free } = Promise.withResolvers<void>();
  const { promise: stopped, resolve: stop } = Promise.withResolvers<'stopped'>();

  async function step(): Promise<void> {
    steps += 1;
    if (isFree || steps < lastStep) return;
    stop('stopped');
    await letGo;
  }

  return {
    steps: () => steps,
    letGo() {
      isFree = true;
      free();
    },
    /** Waits until the work has come to its last step, or to its end. */
    async run<Result>(work: Promise<Result>): Promise<void> {
      await Promise.race([stopped, work]);
    },
    /** The same object, whose methods are steps. */
    around<Target extends object>(target: Target): Target {
      return new Proxy(target, {
        get(_, name) {
          const method: unknown = Reflect.get(target, name);
          if (typeof method !== 'function') return method;
          const call = (...args: unknown[]): unknown => Reflect.apply(method, target, args);
          if (/^(due$|list[A-Z])/.test(String(name))) return pages(call);
          return async (...args: unknown[]) => {
            await step();
            const result = await call(...args);
            await step();
            return result;
          };
        },
      });
    },
  };

  function pages(call: (...args: unknown[]) => unknown) {
    return async function* (...args: unknown[]) {
      await step();
      yield* call(...args) as AsyncIterable<unknown>;
      await step();
    };
  }
}
