import { join } from 'node:path';
import { toEvent } from '../../functions/hr-webhook/contract/open-door.ts';
import { type Bundle, withBundler } from '../support/bundle.ts';
import { measureIn, serveIn } from '../support/child.ts';
import { atMost, figure, type Measurement } from '../support/measurement.ts';
import { deliveries } from './deliveries.ts';
import { awsEnvironment, environmentOf } from './environment.ts';
import { asDeployed, byDefault, handlerSource, sqsClientSource } from './webhook-bundles.ts';

/** Fresh processes for each. */
const rounds = 11;

const programs = join(import.meta.dirname, 'programs');
const webhook = 'the webhook';
const sqsAlone = 'the SQS client alone';
const sqsAsBundledHere = 'the SQS client alone, as bundled here';

type Answered = { importMs: number; answerMs: number; status: number };

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
    const secrets = JSON.stringify(Object.fromEntries(all.map(({ source, secret }) => [source, secret])));
    const aws = await serveIn(await programOf('serve-aws'), [secrets]);
    const [importOnce, answerOnce] = [await programOf('import-once'), await programOf('answer-once')];
    const measure = async () => {
      const times = createTimes();
      // All of them once a round, so that a busy spell slows all of them.
      for (let round = 0; round < rounds; round++) {
        for (const name of [sqsAlone, sqsAsBundledHere] as const) {
          const args = [bundles[name].file, JSON.stringify(awsEnvironment(aws.url))];
          times.add(`import, ${name}`, await measureIn<number>(importOnce, args));
        }
        for (const { source, sign } of all) {
          const event = JSON.stringify(toEvent(source, sign(Date.now()), { inBase64: true }));
          const args = [bundles[webhook].file, JSON.stringify(environmentOf(source, aws.url)), event];
          const { importMs, answerMs, status } = await measureIn<Answered>(answerOnce, args);
          if (status >= 300) throw new Error(`${source} answered ${status}`);
          times.add(`import, ${source}`, importMs);
          times.add(`first answer, ${source}`, answerMs);
        }
      }
      return times.of;
    };
    const timeOf = await measure().finally(aws.stop);
    const sources = all.map(({ source }) => source);
    return [...sizes(bundles), ...figures(timeOf, sources)];
  });
}

function sizes(bundles: Record<string, Bundle>): Measurement[] {
  return Object.entries(bundles).map(([name, { bytes }]) => figure(`size, ${name}`, bytes / 1024, 'KiB'));
}

function figures(timeOf: (name: string) => number, sources: readonly string[]): Measurement[] {
  const baselines = [sqsAlone, sqsAsBundledHere].map((name) =>
    figure(`import, ${name}`, timeOf(`import, ${name}`), 'ms'),
  );
  return [
    ...baselines,
    ...sources.flatMap((source) => [
      figure(`import, ${source}`, timeOf(`import, ${source}`), 'ms'),
      atMost(
        `import, ${source} to ${sqsAlone}`,
        timeOf(`import, ${source}`) / timeOf(`import, ${sqsAlone}`),
        '×',
        1.25,
      ),
      figure(`first answer, ${source}`, timeOf(`first answer, ${source}`), 'ms'),
    ]),
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
