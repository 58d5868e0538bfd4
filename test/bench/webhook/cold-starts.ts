import { join } from 'node:path';
import { toEvent } from '../../functions/hr-webhook/contract/open-door.ts';
import { type Bundle, withBundler } from '../support/bundle.ts';
import { measureIn, serveIn } from '../support/child.ts';
import { atMost, figure, type Measurement } from '../support/measurement.ts';
import { type Delivery, deliveries, secretsOf } from './deliveries.ts';
import { awsEnvironment, environmentOf } from './environment.ts';
import { asDeployed, byDefault, handlerSource, sqsClientSource } from './webhook-bundles.ts';

/** Fresh processes for each. */
const rounds = 11;

const programs = join(import.meta.dirname, 'programs');
const webhook = 'the webhook';
const sqsAlone = 'the SQS client alone';
const everyDoor = 'import and first answer, every door open';
const sqsAsBundledHere = 'the SQS client alone, as bundled here';

/** How long these wait for an answer, also when nobody has been there for hours, in milliseconds. */
const patience: Readonly<Record<string, number>> = { lark: 1000, wecom: 1000, dingtalk: 1500 };

type Answered = { importMs: number; answerMs: number; coldMs: number; status: number };

/**
 * Milliseconds of processor time to import, of any time to the first answer in a fresh process, and bytes to load, for every
 * source.
 */
export function coldStarts(): Promise<Measurement[]> {
  return withBundler(async (bundle) => {
    const programOf = async (name: string) => (await bundle(name, `import '${join(programs, `${name}.ts`)}';`)).file;
    const bundles = {
      [webhook]: await bundle('webhook', handlerSource, asDeployed),
      [sqsAlone]: await bundle('sqs', sqsClientSource, byDefault),
      [sqsAsBundledHere]: await bundle('sqs-here', sqsClientSource, asDeployed),
    };
    const all = deliveries();
    const aws = await serveIn(await programOf('serve-aws'), [JSON.stringify(secretsOf(all))]);
    const [importOnce, answerOnce] = [await programOf('import-once'), await programOf('answer-once')];
    const sources = all.map(({ source }) => source);
    const timeOf = await takeTurns({
      deliveries: all,
      importSqs: (which) =>
        measureIn<number>(importOnce, [bundles[which].file, JSON.stringify(awsEnvironment(aws.url))]),
      async answer({ source, sign }, open) {
        const [environment, event] = [environmentOf(open, aws.url), toEvent(source, sign(Date.now()))];
        const args = [bundles[webhook].file, JSON.stringify(environment), JSON.stringify(event)];
        const answered = await measureIn<Answered>(answerOnce, args);
        if (answered.status >= 300) throw new Error(`${source} answered ${answered.status}`);
        return answered;
      },
    }).finally(aws.stop);
    const figures = sources.flatMap((source) => figuresOf(source, timeOf));
    return [...sizes(bundles), ...baselines(timeOf), ...figures, atMost(everyDoor, timeOf(everyDoor), 'ms', 1000)];
  });
}

type Turns = {
  deliveries: readonly Delivery[];
  importSqs: (which: typeof sqsAlone | typeof sqsAsBundledHere) => Promise<number>;
  /** With the doors of these sources open. */
  answer: (delivery: Delivery, sources: readonly string[]) => Promise<Answered>;
};

type TimeOf = (name: string) => number;

/** All of them once a round, so that a busy spell slows all of them. */
async function takeTurns({ deliveries: all, importSqs, answer }: Turns): Promise<TimeOf> {
  const times = createTimes();
  for (let round = 0; round < rounds; round++) {
    for (const which of [sqsAlone, sqsAsBundledHere] as const) times.add(`import, ${which}`, await importSqs(which));
    for (const delivery of all) {
      const { importMs, answerMs, coldMs } = await answer(delivery, [delivery.source]);
      times.add(`import, ${delivery.source}`, importMs);
      times.add(`first answer, ${delivery.source}`, answerMs);
      times.add(`import and first answer, ${delivery.source}`, coldMs);
    }
    const sources = all.map(({ source }) => source);
    for (const delivery of all.slice(0, 1)) times.add(everyDoor, (await answer(delivery, sources)).coldMs);
  }
  return times.of;
}

function sizes(bundles: Record<string, Bundle>): Measurement[] {
  return Object.entries(bundles).map(([name, { bytes }]) => figure(`size, ${name}`, bytes / 1024, 'KiB'));
}

function baselines(timeOf: TimeOf): Measurement[] {
  return [sqsAlone, sqsAsBundledHere].map((name) => figure(`import, ${name}`, timeOf(`import, ${name}`), 'ms'));
}

function figuresOf(source: string, timeOf: TimeOf): Measurement[] {
  const [imported, cold] = [`import, ${source}`, `import and first answer, ${source}`];
  const ratio = timeOf(imported) / timeOf(`import, ${sqsAlone}`);
  const limit = patience[source];
  return [
    figure(imported, timeOf(imported), 'ms'),
    atMost(`${imported} to ${sqsAlone}`, ratio, '×', 1.25),
    figure(`first answer, ${source}`, timeOf(`first answer, ${source}`), 'ms'),
    limit === undefined ? figure(cold, timeOf(cold), 'ms') : atMost(cold, timeOf(cold), 'ms', limit),
  ];
}

function createTimes() {
  const times = new Map<string, number[]>();
  return {
    add: (name: string, time: number) => void times.set(name, [...(times.get(name) ?? []), time]),
    // The fastest: on a machine that does other things, too, these are what the others have more.
    of: (name: string) => Math.min(...(times.get(name) ?? [])),
  };
}
