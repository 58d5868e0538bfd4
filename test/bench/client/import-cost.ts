import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Bundle, withBundler } from '../support/bundle.ts';
import { measureIn } from '../support/child.ts';
import { atMost, figure, type Measurement, median } from '../support/measurement.ts';

const client = '../../../functions/shared/workspace-api';

/** The parts of zod that schemas like ours are made of; the bundler drops the others. */
const zod = `import * as z from 'zod'; const zod = [z.object, z.strictObject, z.array, z.string, z.number, z.int, z.boolean,
  z.enum, z.literal, z.union, z.tuple, z.unknown]`;

/** What each bundle imports. Keeping hold of it keeps the bundler from dropping it. */
const sources = {
  empty: 'globalThis.kept = 1;',
  'undici + zod':
    "import * as undici from 'undici'; import * as z from 'zod'; globalThis.kept = [undici, z.object({})];",
  'undici Agent + zod': `import Agent from 'undici/lib/dispatcher/agent.js'; ${zod}; globalThis.kept = [Agent, zod];`,
  'our whole client': `
    import { createWorkspaceClient } from '${client}/create-workspace-client.ts';
    import { tokenCredentials } from '${client}/token-credentials.ts';
    import { federatedCredentials } from '${client}/federated-credentials.ts';
    globalThis.kept = [createWorkspaceClient, tokenCredentials, federatedCredentials];`,
  'official SDK core': "import * as core from '@huaweicloud/huaweicloud-sdk-core'; globalThis.kept = core;",
};
type Name = keyof typeof sources;

/** Fresh processes for each. */
const rounds = 15;

/** Times an import as the Lambda runtime meets it: with node:http and node:https already loaded. */
const stopwatch = `
  import 'node:http'; import 'node:https';
  const start = performance.now();
  await import(process.argv[2]);
  console.log(performance.now() - start);`;

/** Milliseconds to import and bytes to load, bundled and minified. */
export function importCost(): Promise<Measurement[]> {
  return withBundler(async (bundle) => {
    const bundles = new Map<Name, Bundle>();
    for (const name of Object.keys(sources) as Name[])
      bundles.set(name, await bundle(name.replaceAll(' ', '-'), sources[name]));
    const times = await takeTurns(bundles);
    const timeOf = (name: Name) => median(times.get(name) ?? []);
    const ratioTo = (name: Name) => timeOf('our whole client') / timeOf(name);
    return [
      ...[...bundles].map(([name, { bytes }]) => figure(`import, ${name}: size`, bytes / 1024, 'KiB')),
      ...[...bundles.keys()].map((name) => figure(`import, ${name}: time`, timeOf(name), 'ms')),
      atMost('import, our whole client to undici + zod', ratioTo('undici + zod'), '×', 1.2),
      figure('import, our whole client to undici Agent + zod', ratioTo('undici Agent + zod'), '×'),
      figure('import, our whole client to official SDK core', ratioTo('official SDK core'), '×'),
    ];
  });
}

/** All bundles once a round, so that a busy spell slows all of them. */
async function takeTurns(bundles: ReadonlyMap<Name, Bundle>): Promise<Map<Name, number[]>> {
  const times = new Map([...bundles.keys()].map((name): [Name, number[]] => [name, []]));
  const [first] = bundles.values();
  const program = join(dirname(first?.file ?? ''), 'stopwatch.mjs');
  await writeFile(program, stopwatch);
  for (let round = 0; round < rounds; round++) {
    for (const [name, { file }] of bundles) times.get(name)?.push(await measureIn<number>(program, [file]));
  }
  return times;
}
