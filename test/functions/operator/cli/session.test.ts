import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { OperatorAnswer } from '../../../../functions/operator/cli/call-operator.ts';
import { createProgram } from '../../../../functions/operator/cli/create-program.ts';
import { createSession, type Terminal } from '../../../../functions/operator/cli/session.ts';

type Data = { text: string };

/** What an answer prints, tells and exits with. */
function finishing(answer: OperatorAnswer, args: readonly string[] = []) {
  const printed: string[] = [];
  const told: string[] = [];
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    tell: (text) => told.push(text),
    write: async () => {},
    exitCode: -1,
  };
  const program = new Command().option('--json').parse(args, { from: 'user' });
  const { finish } = createSession(program, terminal);
  finish<Data>(
    answer,
    ({ text }) => `shown: ${text}`,
    ({ text }) => (text === 'waits' ? 'held' : 'done'),
  );
  return { printed, told, exitCode: terminal.exitCode };
}

describe('an answer', () => {
  it.each<{ what: string; answer: OperatorAnswer; printed: string[]; told: string[]; exitCode: number }>([
    { what: 'done', answer: { outcome: 'done', data: { text: 'a' } }, printed: ['shown: a'], told: [], exitCode: 0 },
    {
      what: 'held',
      answer: { outcome: 'done', data: { text: 'waits' } },
      printed: ['shown: waits'],
      told: [],
      exitCode: 3,
    },
    {
      what: 'done in part',
      answer: { outcome: 'failed', data: { text: 'half' } },
      printed: ['shown: half'],
      told: [],
      exitCode: 1,
    },
    {
      what: 'nobody',
      answer: { outcome: 'not-found', data: {} },
      printed: [],
      told: ['There is no such case'],
      exitCode: 1,
    },
    {
      what: 'refused',
      answer: { outcome: 'failed', error: { code: 'no', message: 'why\u001b[1m', details: { operation: 'x' } } },
      printed: [],
      told: ['no: why\\u001b[1m'],
      exitCode: 1,
    },
    {
      what: 'not understood',
      answer: { outcome: 'usage', error: { code: 'bad', message: 'what', details: [{ path: 'a', message: 'b' }] } },
      printed: [],
      told: ['bad: what\n  a: b'],
      exitCode: 2,
    },
  ])('that is $what', ({ answer, printed, told, exitCode }) => {
    expect(finishing(answer)).toEqual({ printed, told, exitCode });
  });

  it('is printed as it is where a script asks, with the same exit code', () => {
    const held: OperatorAnswer = { outcome: 'done', data: { text: 'waits' } };

    const { printed, told, exitCode } = finishing(held, ['--json']);

    expect({ answer: JSON.parse(printed.join('')) as unknown, told, exitCode }).toEqual({
      answer: held,
      told: [],
      exitCode: 3,
    });
  });
});

it('every command and every option says what it is for', () => {
  const program = createProgram({ print: () => {}, tell: () => {}, write: async () => {}, exitCode: 0 });
  const commands = allOf(program);

  const silent = commands.flatMap((command) => [
    ...(command.description() ? [] : [command.name()]),
    ...command.options.filter(({ description }) => !description).map(({ long }) => `${command.name()} ${long}`),
    ...command.registeredArguments
      .filter(({ description }) => !description)
      .map((one) => `${command.name()} ${one.name()}`),
  ]);

  expect(commands.length).toBeGreaterThan(15);
  expect(silent).toEqual([]);
});

function allOf(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allOf)];
}
