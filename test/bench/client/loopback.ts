import { join } from 'node:path';
import { withBundler } from '../support/bundle.ts';
import { measureIn, serveIn } from '../support/child.ts';
import { atMost, exactly, figure, type Measurement } from '../support/measurement.ts';

const programs = join(import.meta.dirname, 'programs');

type Called = { perSecond: number; peakMiB: number };
type Listed = { listed: number; aliveMiB: number; peakMiB: number };

/** Requests a second and memory over loopback, the server in a process of its own. */
export function loopback(): Promise<Measurement[]> {
  return withBundler(async (bundle) => {
    const programOf = async (name: string) => (await bundle(name, `import '${join(programs, `${name}.ts`)}';`)).file;
    const server = await programOf('server');
    return [
      ...(await callMany(server, await programOf('call-many'))),
      ...(await listAll(server, await programOf('list-all'))),
    ];
  });
}

async function callMany(server: string, program: string): Promise<Measurement[]> {
  const { url, stop } = await serveIn(server, ['1']);
  const measurements: Measurement[] = [];
  for (const parallel of ['1', '10']) {
    for (const who of ['undici', 'ours']) {
      const { perSecond, peakMiB } = await measureIn<Called>(program, [url, who, parallel]);
      const name = `loopback, ${who === 'ours' ? 'our client' : 'undici alone'}, ${parallel} at a time`;
      measurements.push(
        figure(`${name}: calls`, perSecond, '1/s'),
        figure(`${name}: process at its largest`, peakMiB, 'MiB'),
      );
    }
  }
  stop();
  return measurements;
}

async function listAll(server: string, program: string): Promise<Measurement[]> {
  const [few, many] = [await listFrom(server, program, 1_000), await listFrom(server, program, 100_000)];
  const [fewTidied, manyTidied] = [few.tidied, many.tidied];
  const largest = 'process at its largest';
  return [
    exactly('listing 100,000 desktops: listed', many.tidied.listed, 'desktops', 100_000),
    figure('listing 1,000 desktops: memory alive', fewTidied.aliveMiB, 'MiB'),
    figure('listing 100,000 desktops: memory alive', manyTidied.aliveMiB, 'MiB'),
    atMost('listing, memory alive, 100,000 to 1,000', manyTidied.aliveMiB / fewTidied.aliveMiB, '×', 1.2),
    figure(`listing 1,000 desktops, tidied after each page: ${largest}`, fewTidied.peakMiB, 'MiB'),
    figure(`listing 100,000 desktops, tidied after each page: ${largest}`, manyTidied.peakMiB, 'MiB'),
    atMost(`listing, tidied, ${largest}, 100,000 to 1,000`, manyTidied.peakMiB / fewTidied.peakMiB, '×', 1.2),
    // Left to itself, V8 lets garbage grow to some 40 MiB before it looks, however little is alive.
    figure(`listing 1,000 desktops, left to itself: ${largest}`, few.peakMiB, 'MiB'),
    figure(`listing 100,000 desktops, left to itself: ${largest}`, many.peakMiB, 'MiB'),
  ];
}

/** Once as it is, and once with garbage collected after each page, which shows what the client itself holds on to. */
async function listFrom(server: string, program: string, total: number): Promise<Listed & { tidied: Listed }> {
  const { url, stop } = await serveIn(server, [String(total)]);
  try {
    const left = await measureIn<Listed>(program, [url]);
    return { ...left, tidied: await measureIn<Listed>(program, [url], ['--expose-gc']) };
  } finally {
    stop();
  }
}
