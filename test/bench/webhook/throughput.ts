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
const warmUpMs = 600;
const spellMs = 300;
const spells = 5;

const bareKey = 'the key of the bare server';
const bareRequest = () => {
  const body = sampleOf('standard-webhooks', 'exit.json');
  const signature = createHmac('sha256', bareKey).update(body).digest('hex');
  return bytesOf('/', { 'content-type': 'application/json', 'x-signature': signature }, body);
};

/**
 * Requests a second over loopback for every source, the server in a process of its own, in turns with a bare server beside
 * it. Both verify, read, queue by the AWS SDK and answer. Then the same where the webhook's queue takes everything at once,
 * beside a bare server that queues nothing: what this project's own work costs.
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
        const name = `requests, ${delivery.source}`;
        const queueing = [bareKey, queueUrl(aws.url), JSON.stringify(awsEnvironment(aws.url))];
        const whole = await inTurns(delivery, await serve(deployed, delivery), await serveIn(serveBare, queueing));
        const own = await inTurns(delivery, await serve(atOnce, delivery), await serveIn(serveBare, [bareKey]));
        measurements.push(
          figure(name, whole.ours, '1/s'),
          figure(`${name}: bare server`, whole.bare, '1/s'),
          atLeast(`${name}, to the bare server`, whole.ours / whole.bare, '×', 0.5),
          figure(`${name}, queue at once`, own.ours, '1/s'),
          figure(`${name}, queue at once: bare server without a queue`, own.bare, '1/s'),
          figure(`${name}, queue at once, to the bare server without one`, own.ours / own.bare, '×'),
        );
      }
      return measurements;
    };
    return measure().finally(aws.stop);
  });
}

type Server = { url: string; stop: () => void };

/** The best of each: on a machine that does other things, too, the others have less for that. */
async function inTurns(delivery: Delivery, ours: Server, bare: Server): Promise<{ ours: number; bare: number }> {
  const { headers, query = {}, body } = delivery.sign(Date.now());
  const path = `/hr/${delivery.source}?${new URLSearchParams(query).toString()}`;
  const own = { url: ours.url, request: bytesOf(path, headers, body), perSecond: [] as number[] };
  const other = { url: bare.url, request: bareRequest(), perSecond: [] as number[] };
  try {
    for (const { url, request } of [own, other]) await sendMany(url, request, warmUpMs);
    for (let spell = 0; spell < spells; spell++) {
      for (const { url, request, perSecond } of [own, other]) perSecond.push(await sendMany(url, request, spellMs));
    }
  } finally {
    for (const server of [ours, bare]) server.stop();
  }
  return { ours: Math.max(...own.perSecond), bare: Math.max(...other.perSecond) };
}
