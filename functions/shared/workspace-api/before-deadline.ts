/**
 * Waits for what other people's code promises, but not beyond `leftMs`; 'late' when it takes longer.
 *
 * @param leftMs real time, whatever clock the rest goes by, as the transport's is; Infinity to wait for ever
 */
export async function beforeDeadline<T>(promise: Promise<T>, leftMs: number): Promise<T | 'late'> {
  if (leftMs === Infinity) return promise;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(() => resolve('late'), Math.min(Math.max(0, leftMs), 2 ** 31 - 1));
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}
