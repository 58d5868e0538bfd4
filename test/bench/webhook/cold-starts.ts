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
    const timeOf = await takeTurns({
      aws: aws.url,
      deliveries: all,
      importSqs: (which, environment) => measureIn<number>(importOnce, [bundles[which].file, environment]),
      answer: (environment, event) => measureIn<Answered>(answerOnce, [bundles[webhook].file, environment, event]),
    }).finally(aws.stop);
    const sources = all.map(({ source }) => source);
    return [...sizes(bundles), ...baselines(timeOf), ...sources.flatMap((source) => figuresOf(source, timeOf))];
  });
}

type Turns = {
  aws: string;
  deliveries: readonly Delivery[];
  importSqs: (which: typeof sqsAlone | typeof sqsAsBundledHere, environment: string) => Promise<number>;
  answer: (environment: string, event: string) => Promise<Answered>;
};

type TimeOf = (name: string) => number;

/** All of them once a round, so that a busy spell slows all of them. */
async function takeTurns({ aws, deliveries: all, importSqs, answer }: Turns): Promise<TimeOf> {
  const times = createTimes();
  for (let round = 0; round < rounds; round++) {
    for (const which of [sqsAlone, sqsAsBundledHere] as const)
      times.add(`import, ${which}`, await importSqs(which, JSON.stringify(awsEnvironment(aws))));
    for (const { source, sign } of all) {
      const event = toEvent(source, sign(Date.now()));
      const answered = await answer(JSON.stringify(environmentOf(source, aws)), JSON.stringify(event));
      if (answered.status >= 300) throw new Error(`${source} answered ${answered.status}`);
      times.add(`import, ${source}`, answered.importMs);
      times.add(`first answer, ${source}`, answered.answerMs);
      times.add(`import and first answer, ${source}`, answered.coldMs);
    }
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
