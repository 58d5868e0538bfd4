import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import type { Measurement } from './support/measurement.ts';

type Asked = { name: string; json: boolean; all: boolean };
type Bench = { title: string; bench: (asked: Pick<Asked, 'all'>) => Promise<Measurement[]> };

const names = readdirSync(import.meta.dirname, { withFileTypes: true })
  .filter((entry) => entry.isFile() && /^(?!cli\.)[\w-]+\.ts$/.test(entry.name))
  .map((entry) => entry.name.slice(0, -'.ts'.length));

const usage = `Usage: npm run bench -- <bench> [--json] [--all]

Measures on this machine and compares with targets.

Benches: ${names.join(', ')}
Options:
  --json  print [{ name, value, unit, target, ok }] instead of a table
  --all   every combination, where a bench has more than it measures by default: tenant, for several minutes
  --help  print this

Exit codes: 0 all targets met, 1 a target missed, 2 wrong usage`;

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const asked = parse(args);
  if (asked === 'help') {
    console.log(usage);
    return 0;
  }
  if (!asked) {
    console.error(usage);
    return 2;
  }
  const { title, bench } = (await import(`./${asked.name}.ts`)) as Bench;
  const measurements = await bench({ all: asked.all });
  console.log(asked.json ? JSON.stringify(measurements, null, 2) : `${title}\n${tableOf(measurements)}`);
  return measurements.every(({ ok }) => ok) ? 0 : 1;
}

function parse(args: string[]): Asked | 'help' | undefined {
  try {
    const options = {
      json: { type: 'boolean' },
      all: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    } as const;
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true });
    if (values.help) return 'help';
    const [name, ...rest] = positionals;
    if (name === undefined || rest.length > 0 || !names.includes(name)) return undefined;
    return { name, json: values.json ?? false, all: values.all ?? false };
  } catch {
    return undefined;
  }
}

function tableOf(measurements: readonly Measurement[]): string {
  const table = new Table({
    head: ['', 'value', 'unit', 'target', ''],
    colAligns: ['left', 'right'],
    style: { head: [], border: [] },
  });
  for (const { name, value, unit, target, ok } of measurements) {
    table.push([name, value.toLocaleString('en'), unit, target ?? '', target === null ? '' : ok ? 'ok' : 'MISSED']);
  }
  return table.toString();
}
