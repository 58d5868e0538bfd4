import { join } from 'node:path';
import { type Bundler, withBundler } from '../support/bundle.ts';
import { serveIn } from '../support/child.ts';
import { atLeast, figure, type Measurement } from '../support/measurement.ts';
import { type Delivery, deliveries, secretsOf } from './deliveries.ts';
import { awsEnvironment, environmentOf, queueUrl } from './environment.ts';
import { bareKey, requestOf, requestToBare } from './requests.ts';
import { perSecond, type Spell, sumOf, takeTurns, warmRunner } from './runner.ts';
import { asDeployed, handlerSource, withQueueAtOnce } from './webhook-bundles.ts';

const programs = join(import.meta.dirname, 'programs');

/**
 * Requests a second of one processor for every source: as many as fit into a second of the server's processor time. Each
 * server is a process of its own, and is called over loopback. The sender and the stand-in for SQS, which share this
 * machine's processors with it, are not in its figures; what the stand-in takes is told at the end.
 *
 * Beside it are bare servers that verify an HMAC, read and answer. The one that queues by the AWS SDK before it answers
 * makes the same promise, that nothing is lost: that is the one to compare with. The one that queues nothing answers before
 * anything is safe. How far behind it stays whoever queues, the one that queues by hand shows: no SDK, no code of ours. And
 * the webhook with a queue that takes everything at once shows what this project's own work costs.
 */
export function throughput(): Promise<Measurement[]> {
  return withBundler(async (bundle) => {
    const stops: (() => void)[] = [];
    const serve = async (program: string, args: readonly string[]) => {
      const { url, stop } = await serveIn(program, args);
      stops.push(stop);
      return url;
    };
    const stopLatest = (count: number) => stops.splice(-count).forEach((stop) => stop());
    return turnsOf(bundle, serve, stopLatest).finally(() => stopLatest(stops.length));
  }).then((turns) => [...turns.flatMap(figuresOf), ...whatAQueueCosts(turns)]);
}

async function turnsOf(
  bundle: Bundler,
  serve: (program: string, args: readonly string[]) => Promise<string>,
  stopLatest: (count: number) => void,
): Promise<Turns[]> {
  const programOf = async (name: string) =>
    (await bundle(name, `import '${join(programs, `${name}.ts`)}';`, asDeployed)).file;
  const all = deliveries();
  const aws = await serve(await programOf('serve-aws'), [JSON.stringify(secretsOf(all))]);
  const [serveHandler, serveBare] = [await programOf('serve-handler'), await programOf('serve-bare')];
  const bare = async (how: 'at-once' | 'by-hand' | 'by-sdk') => {
    const args = [bareKey, how, queueUrl(aws), JSON.stringify(awsEnvironment(aws))];
    return warmRunner(await serve(serveBare, args), requestToBare(), aws);
  };
  const webhook = async (file: string, delivery: Delivery) => {
    const url = await serve(serveHandler, [file, JSON.stringify(environmentOf([delivery.source], aws))]);
    return warmRunner(url, requestOf(delivery, Date.now()), aws);
  };
  const deployed = (await bundle('webhook', handlerSource, asDeployed)).file;
  const atOnce = (await bundle('webhook-at-once', handlerSource, withQueueAtOnce)).file;
  const bareServers = { sdk: await bare('by-sdk'), hand: await bare('by-hand'), nothing: await bare('at-once') };
  const turns: Turns[] = [];
  for (const delivery of all) {
    const ours = { whole: await webhook(deployed, delivery), own: await webhook(atOnce, delivery) };
    turns.push({ source: delivery.source, ...(await takeTurns({ ...ours, ...bareServers })) });
    stopLatest(Object.keys(ours).length);
  }
  return turns;
}

type Turns = { source: string } & Record<'whole' | 'own' | 'sdk' | 'hand' | 'nothing', Spell>;

const queueing = 'a bare server that queues by the SDK';
const notQueueing = 'a bare server that queues nothing';

function figuresOf({ source, whole, own, sdk, nothing }: Turns): Measurement[] {
  const name = `requests, ${source}`;
  return [
    figure(name, perSecond(whole), '1/s'),
    atLeast(`${name}, to ${queueing}`, perSecond(whole) / perSecond(sdk), '×', 0.5),
    figure(`${name}, to ${notQueueing}`, perSecond(whole) / perSecond(nothing), '×'),
    figure(`${name}, with a queue at once, to ${notQueueing}`, perSecond(own) / perSecond(nothing), '×'),
  ];
}

/** Of all turns: the bare servers are the same whatever source they take turns with. */
function whatAQueueCosts(turns: readonly Turns[]): Measurement[] {
  const [sdk, hand, nothing] = (['sdk', 'hand', 'nothing'] as const).map((which) =>
    sumOf(turns.map((one) => one[which])),
  ) as [Spell, Spell, Spell];
  return [
    figure(`requests, ${queueing}`, perSecond(sdk), '1/s'),
    figure('requests, a bare server that queues by hand', perSecond(hand), '1/s'),
    figure(`requests, ${notQueueing}`, perSecond(nothing), '1/s'),
    figure(`requests, a bare server that queues by hand, to ${notQueueing}`, perSecond(hand) / perSecond(nothing), '×'),
    figure("processor time of SQS's stand-in for a message, not counted", (1000 * hand.queueMs) / hand.answered, 'µs'),
  ];
}
