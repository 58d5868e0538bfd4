import { clientOf } from './client.ts';

/**
 * `list-all <url> ours|undici [tidy]`: lists all desktops; prints what is alive after each page, at most, and the whole
 * process at its largest. `tidy`, with --expose-gc, collects garbage after each page.
 */
const [url = '', who = 'ours', tidy] = process.argv.slice(2);

const listings: Record<string, () => AsyncGenerator<unknown[]>> = {
  ours: () => clientOf(url).listDesktopDetails(),
  async *undici() {
    // Not loaded, and not counted, where it is not called.
    const { request } = await import('undici');
    for (let offset = 0, total = 1; offset < total; ) {
      const path = `/v2/0e69423d4400f4a82f67c0059a1e4cc8/desktops/detail?limit=500&offset=${offset}`;
      const answer = (await (await request(url + path)).body.json()) as { total_count: number; desktops: unknown[] };
      yield answer.desktops;
      offset += answer.desktops.length;
      total = answer.total_count;
    }
  },
};
const listing = listings[who];
if (!listing) throw new Error('whose listing?');

let listed = 0;
let aliveBytes = 0;
for await (const page of listing()) {
  listed += page.length;
  if (tidy) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  aliveBytes = Math.max(aliveBytes, heapUsed + external);
}

console.log(JSON.stringify({ listed, aliveMiB: aliveBytes / 2 ** 20, peakMiB: process.resourceUsage().maxRSS / 1024 }));
process.exit();
