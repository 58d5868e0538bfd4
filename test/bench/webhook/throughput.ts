import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { sampleOf } from '../../functions/hr-webhook/contract/contract-member.ts';
import { withBundler } from '../support/bundle.ts';
import { serveIn } from '../support/child.ts';
import { atLeast, figure, type Measurement } from '../support/measurement.ts';
import { type Delivery, deliveries, secretsOf } from './deliveries.ts';
import { awsEnvironment, environmentOf, queueUrl } from './environment.ts';
import { bytesOf, sendMany } from './send-many.ts';
import { asDeployed, handlerSource, withQueueAtOnce } from './webhook-bundles.ts';

const programs = join(import.meta.dirname, 'programs');
/** By then V8 has compiled what is hot, however busy the machine is. */
const warmUpRequests = 1500;
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
    const aws = await serveIn(await programOf('serve-aws'), [JSON.stringify(secretsOf(all))]);
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
          figure(name, whole.ours.perSecond, '1/s'),
          figure(`${name}: bare server`, whole.bare.perSecond, '1/s'),
          atLeast(`${name}, to the bare server`, whole.bare.processorMs / whole.ours.processorMs, '×', 0.5),
          figure(`${name}, queue at once`, own.ours.perSecond, '1/s'),
          figure(`${name}, queue at once: bare server without a queue`, own.bare.perSecond, '1/s'),
          figure(`${name}, queue at once, to that`, own.bare.processorMs / own.ours.processorMs, '×'),
        );
      }
      return measurements;
    };
    return measure().finally(aws.stop);
  });
}

type Server = { url: string; stop: () => void };

type Side = {
  /** In the best spell: on a machine that does other things, too, the others have less for that. */
  perSecond: number;
  /** Processor time of the server for a request, which is what limits the requests a second where it has a processor. */
  processorMs: number;
};

async function inTurns(delivery: Delivery, ours: Server, bare: Server): Promise<{ ours: Side; bare: Side }> {
  const { headers, query = {}, body } = delivery.sign(Date.now());
  const path = `/hr/${delivery.source}?${new URLSearchParams(query).toString()}`;
  const sides = [createSide(ours.url, bytesOf(path, headers, body)), createSide(bare.url, bareRequest())] as const;
  try {
    for (const { warmUp } of sides) await warmUp();
    for (let spell = 0; spell < spells; spell++) for (const { run } of sides) await run();
  } finally {
    for (const server of [ours, bare]) server.stop();
  }
  return { ours: sides[0].of(), bare: sides[1].of() };
}

function createSide(url: string, request: Buffer) {
  const total = { best: 0, answered: 0, processorMs: 0 };
  return {
    warmUp: async () => {
      for (let answered = 0; answered < warmUpRequests; ) answered += (await sendMany(url, request, spellMs)).answered;
    },
    run: async () => {
      const before = await processorMsOf(url);
      const { answered, perSecond } = await sendMany(url, request, spellMs);
      total.processorMs += (await processorMsOf(url)) - before;
      total.answered += answered;
      total.best = Math.max(total.best, perSecond);
    },
    of: (): Side => ({ perSecond: total.best, processorMs: total.processorMs / total.answered }),
  };
}

async function processorMsOf(url: string): Promise<number> {
  const { user, system } = (await (await fetch(`${url}/processor-time`)).json()) as NodeJS.CpuUsage;
  return (user + system) / 1000;
}
