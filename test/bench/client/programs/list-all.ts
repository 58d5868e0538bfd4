import { clientOf } from './client.ts';

/** `list-all <url>`, with --expose-gc: what is alive after each page, at most, and the whole process at its largest. */
const [url = ''] = process.argv.slice(2);
let listed = 0;
let aliveBytes = 0;
for await (const page of clientOf(url).listDesktopDetails()) {
  listed += page.length;
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  aliveBytes = Math.max(aliveBytes, heapUsed + external);
}

console.log(JSON.stringify({ listed, aliveMiB: aliveBytes / 2 ** 20, peakMiB: process.resourceUsage().maxRSS / 1024 }));
process.exit();
