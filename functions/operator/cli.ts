import { createInterface } from 'node:readline/promises';
import { CommanderError } from 'commander';
import { addCompletion } from './cli/add-completion.ts';
import { createProgram } from './cli/create-program.ts';
import { exitCodes, type Terminal } from './cli/session.ts';
import { clean, cleanJson } from './cli/text.ts';

const terminal: Terminal = {
  print: (text) => console.log(text),
  write: (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
    }),
  tell: (text) => console.error(text),
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask }),
  exitCode: exitCodes.done,
};
// Whoever reads the output may have read enough, as `head` does.
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  process.exit(code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
});
const program = createProgram(terminal);
addCompletion(program, terminal, import.meta.filename);

try {
  await program.parseAsync();
} catch (error) {
  terminal.exitCode = explain(error);
}
process.exitCode = terminal.exitCode;

/** Anything but a clear yes is a no. The question goes where it does not spoil the answer. */
async function ask(question: string): Promise<boolean> {
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await asking.question(`${question} [y/N] `)).trim());
  } finally {
    asking.close();
  }
}

/** @returns the exit code */
function explain(error: unknown): number {
  if (!(error instanceof CommanderError)) {
    const message = error instanceof Error ? error.message : String(error);
    if (isJson()) terminal.print(cleanJson({ outcome: 'failed', error: { code: 'failed', message, details: [] } }));
    else terminal.tell(clean(message));
    return exitCodes.failed;
  }
  // Help that was asked for.
  if (error.exitCode === 0) return exitCodes.done;
  const { message } = error;
  if (isJson()) terminal.print(cleanJson({ outcome: 'usage', error: { code: 'bad-arguments', message, details: [] } }));
  else if (error.code === 'operator.usage') terminal.tell(`${message}\n\n${program.helpInformation()}`);
  return exitCodes.usage;
}

/** Asked of the arguments, as they may be what is wrong. */
function isJson(): boolean {
  return process.argv.includes('--json');
}
