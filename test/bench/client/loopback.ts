import { join } from 'node:path';
import { withBundler } from '../support/bundle.ts';
import { measureIn, serveIn } from '../support/child.ts';
import { atMost, exactly, figure, type Measurement, median } from '../support/measurement.ts';

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

/**
 * The target is about what listing holds on to, which is in our hands: memory alive, and the process when garbage is
 * collected after each page. Left to itself a process also grows by garbage, up to what it is allowed: a Lambda of
 * 512 MB lets V8 have a young generation of three times 25 MB, and whatever allocates for long enough fills that. So
 * there the measure is what the same listing by undici and JSON.parse alone grows by.
 */
async function listAll(server: string, program: string): Promise<Measurement[]> {
  const [few, many] = [await listFrom(server, program, 1_000), await listFrom(server, program, 100_000)];
  const growth = (of: (listed: ListedAll) => number) => of(many) / of(few);
  const both = (name: string, of: (listed: ListedAll) => number) => [
    figure(`listing 1,000 desktops: ${name}`, of(few), 'MiB'),
    figure(`listing 100,000 desktops: ${name}`, of(many), 'MiB'),
  ];
  const [ours, bare] = [growth(({ inLambda }) => inLambda), growth(({ bareInLambda }) => bareInLambda)];
  return [
    exactly('listing 100,000 desktops: listed', many.tidied.listed, 'desktops', 100_000),
    ...both('memory alive', ({ tidied }) => tidied.aliveMiB),
    atMost(
      'listing, memory alive, 100,000 to 1,000',
      growth(({ tidied }) => tidied.aliveMiB),
      '×',
      1.2,
    ),
    ...both('process at its largest, tidied after each page', ({ tidied }) => tidied.peakMiB),
    atMost(
      'listing, process tidied, 100,000 to 1,000',
      growth(({ tidied }) => tidied.peakMiB),
      '×',
      1.2,
    ),
    ...both('process at its largest in 512 MB', ({ inLambda }) => inLambda),
    ...both('process at its largest in 512 MB, undici and JSON.parse alone', ({ bareInLambda }) => bareInLambda),
    figure('listing in 512 MB, 100,000 to 1,000: ours', ours, '×'),
    figure('listing in 512 MB, 100,000 to 1,000: undici and JSON.parse alone', bare, '×'),
    atMost('listing in 512 MB, growth, ours to undici and JSON.parse alone', ours / bare, '×', 1.15),
  ];
}

type ListedAll = { tidied: Listed; inLambda: number; bareInLambda: number };

/** As Lambda's Node.js runtime starts a function of 512 MB: young generations of a twentieth, the old of the rest. */
const lambdaFlags = ['--expose-gc', '--max-semi-space-size=25', '--max-old-space-size=461'];

async function listFrom(server: string, program: string, total: number): Promise<ListedAll> {
  const { url, stop } = await serveIn(server, [String(total)]);
  const peakOf = async (who: string) => {
    const peaks: number[] = [];
    for (let round = 0; round < 3; round++)
      peaks.push((await measureIn<Listed>(program, [url, who], lambdaFlags)).peakMiB);
    return median(peaks);
  };
  try {
    const tidied = await measureIn<Listed>(program, [url, 'ours', 'tidy'], ['--expose-gc']);
    return { tidied, inLambda: await peakOf('ours'), bareInLambda: await peakOf('undici') };
  } finally {
    stop();
  }
}
