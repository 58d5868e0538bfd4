import { request } from 'undici';
import { clientOf } from './client.ts';

/** `call-many <url> ours|undici <at a time>`: calls for two seconds, the first half of a second uncounted. */
const [url = '', who, parallel] = process.argv.slice(2);
const client = clientOf(url);
const path = `${url}/v2/0e69423d4400f4a82f67c0059a1e4cc8/desktops/90f05916`;

const calls: Record<string, () => Promise<unknown>> = {
  ours: () => client.listDesktops({ desktopIds: ['90f05916'] }).next(),
  undici: async () => (await request(path)).body.json(),
};
const call = calls[who ?? ''];
if (!call) throw new Error('whose calls?');

const start = performance.now();
let counted = 0;
await Promise.all(Array.from({ length: Number(parallel) }, worker));

async function worker() {
  for (;;) {
    await call?.();
    const elapsed = performance.now() - start;
    if (elapsed > 2_000) return;
    if (elapsed > 500) counted++;
  }
}

console.log(JSON.stringify({ perSecond: counted / 1.5, peakMiB: process.resourceUsage().maxRSS / 1024 }));
// Idle connections would keep a bench waiting.
process.exit();
