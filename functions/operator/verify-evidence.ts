import { readFile } from 'node:fs/promises';
import { Command, CommanderError } from 'commander';
import * as z from 'zod';
import { announcementEvent } from '../shared/offboarding/evidence/announcement-event.ts';
import { type AnnouncedEvidence, checkEvidence } from '../shared/offboarding/evidence/check-evidence.ts';
import { tryParseJson } from '../shared/runtime/try-parse-json.ts';
import { clean, cleanJson } from './cli/text.ts';

const exitCodes = { intact: 0, altered: 1, usage: 2 };

const program = new Command('npm run verify-evidence --')
  .description('Says whether the evidence of a case is as it was written. It needs no network and no account.')
  .argument('<file>', 'the JSON file of the evidence, as it came from the bucket')
  .option(
    '--announcement <file>',
    'what was told when the case ended: an SNS message or an EventBridge event, as JSON. Without it, a file that was made anew as a whole, or an earlier one of the same case, is not found out',
  )
  .option('--json', 'print the answer as JSON')
  .addHelpText('after', '\nExit codes: 0 as it was written, 1 altered, 2 bad arguments.')
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
  .action(verify);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

async function verify(name: string, options: { announcement?: string; json?: true }): Promise<void> {
  const announced = options.announcement === undefined ? undefined : await readAnnouncement(options.announcement);
  const checked = checkEvidence(await read(name), announced);
  process.exitCode = exitCodes[checked.verdict];
  if (options.json) return console.log(cleanJson({ file: name, ...checked }));
  if (checked.verdict === 'altered') return console.error(clean(`${name} is ALTERED. ${checked.message}`));
  const by = announced ? 'and is what was announced' : 'by itself; compare it with what was announced as well';
  console.log(clean(`${name} is intact: case ${checked.caseId}, ${checked.status}, ${checked.lines} lines, ${by}.`));
  console.log(`Last hash: ${checked.lastHash}`);
}

async function read(name: string): Promise<Buffer> {
  try {
    return await readFile(name);
  } catch (error) {
    throw new Error(`${name} cannot be read: ${(error as NodeJS.ErrnoException).code}`, { cause: error });
  }
}

/** The event itself, in the notification of SNS, or in the event of EventBridge. */
async function readAnnouncement(name: string): Promise<AnnouncedEvidence> {
  const said = tryParseJson((await read(name)).toString());
  const { Message, detail } =
    z.looseObject({ Message: z.string(), detail: z.unknown() }).partial().safeParse(said).data ?? {};
  const event = detail ?? (Message === undefined ? said : tryParseJson(Message));
  const { success, data } = announcementEvent.required({ evidence: true }).safeParse(event);
  if (!success) throw new Error(`${name} is not what is told of the end of a case, with its evidence`);
  return data;
}

/** @returns the exit code */
function explain(error: unknown): number {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const message = error instanceof Error ? error.message : String(error);
  if (process.argv.includes('--json'))
    console.log(cleanJson({ verdict: 'not-checked', code: 'bad-arguments', message }));
  else console.error(clean(message));
  return exitCodes.usage;
}
