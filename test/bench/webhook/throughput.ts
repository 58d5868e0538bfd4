import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { sampleOf } from '../../functions/hr-webhook/contract/contract-member.ts';
import { withBundler } from '../support/bundle.ts';
import { serveIn } from '../support/child.ts';
import { atLeast, figure, type Measurement } from '../support/measurement.ts';
import { type Delivery, deliveries } from './deliveries.ts';
import { awsEnvironment, environmentOf, queueUrl } from './environment.ts';
import { bytesOf, sendMany } from './send-many.ts';
import { asDeployed, handlerSource, withQueueAtOnce } from './webhook-bundles.ts';

const programs = join(import.meta.dirname, 'programs');
const warmUpMs = 1500;
const spellMs = 500;
const spells = 5;

const bareKey = 'the key of the bare server';
const bareRequest = () => {
  const body = sampleOf('standard-webhooks', 'exit.json');
  const signature = createHmac('sha256', bareKey).update(body).digest('hex');
  return bytesOf('/', { 'content-type': 'application/json', 'x-signature': signature }, body);
};

/**
 * Requests a second over loopback for every source, the server in a process of its own, beside a bare server in turns: both
 * verify, read and answer. Then the same for one source with a queue behind both, which each send to by the AWS SDK.
 */
export function throughput(): Promise<Measurement[]> {
  return withBundler(async (bundle) => {
    const programOf = async (name: string) =>
      (await bundle(name, `import '${join(programs, `${name}.ts`)}';`, asDeployed)).file;
    const all = deliveries();
    const secrets = JSON.stringify(Object.fromEntries(all.map(({ source, secret }) => [source, secret])));
    const aws = await serveIn(await programOf('serve-aws'), [secrets]);
    const [serveHandler, serveBare] = [await programOf('serve-handler'), await programOf('serve-bare')];
    const atOnce = (await bundle('webhook-at-once', handlerSource, withQueueAtOnce)).file;
    const deployed = (await bundle('webhook', handlerSource, asDeployed)).file;
    const serve = (file: string, { source }: Delivery) =>
      serveIn(serveHandler, [file, JSON.stringify(environmentOf(source, aws.url))]);
    const measure = async () => {
      const measurements: Measurement[] = [];
      for (const delivery of all) {
        const [ours, bare] = [await serve(atOnce, delivery), await serveIn(serveBare, [bareKey])];
        measurements.push(...(await inTurns(`requests, ${delivery.source}`, { ours, bare, delivery })));
      }
      const [first] = all as [Delivery, ...Delivery[]];
      const [ours, bare] = [
        await serve(deployed, first),
        await serveIn(serveBare, [bareKey, queueUrl(aws.url), JSON.stringify(awsEnvironment(aws.url))]),
      ];
      const name = `requests, ${first.source}, with the queue`;
      return [...measurements, ...(await inTurns(name, { ours, bare, delivery: first }))];
    };
    return measure().finally(aws.stop);
  });
}

type Server = { url: string; stop: () => void };

async function inTurns(
  name: string,
  { ours, bare, delivery }: { ours: Server; bare: Server; delivery: Delivery },
): Promise<Measurement[]> {
  const { headers, query = {}, body } = delivery.sign(Date.now());
  const path = `/hr/${delivery.source}?${new URLSearchParams(query).toString()}`;
  const sides = [
    { url: ours.url, request: bytesOf(path, headers, body), perSecond: [] as number[] },
    { url: bare.url, request: bareRequest(), perSecond: [] as number[] },
  ] as const;
  try {
    for (const { url, request } of sides) await sendMany(url, request, warmUpMs);
    for (let spell = 0; spell < spells; spell++) {
      for (const { url, request, perSecond } of sides) perSecond.push(await sendMany(url, request, spellMs));
    }
  } finally {
    for (const server of [ours, bare]) server.stop();
  }
  // The best of each: on a machine that does other things, too, the others have less for that.
  const [own, other] = sides.map(({ perSecond }) => Math.max(...perSecond)) as [number, number];
  return [
    figure(name, own, '1/s'),
    figure(`${name}: bare server beside it`, other, '1/s'),
    atLeast(`${name} to the bare server`, own / other, '×', 0.5),
  ];
}
