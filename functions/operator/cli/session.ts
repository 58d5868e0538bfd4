import type { Command } from 'commander';
import type { CallOperator, OperatorAnswer } from './call-operator.ts';
import { connect, type Where } from './connect.ts';
import { clean, cleanJson } from './text.ts';

export const exitCodes = { done: 0, failed: 1, 'not-found': 1, usage: 2, held: 3 } as const;
export type Verdict = keyof typeof exitCodes;

export type Terminal = {
  /** The answer: standard output. */
  print: (text: string) => void;
  /** The same as it is, and resolved when there is room for more. */
  write: (text: string) => Promise<void>;
  /** How far it is, and what is wrong: standard error. */
  tell: (text: string) => void;
  /** Asks a person, who says yes or no. Absent where nobody is there. */
  ask?: (question: string) => Promise<boolean>;
  exitCode: number;
};

/** What the commands of a command line share: the options of all, the way to the function, and the way to answer. */
export type Session = ReturnType<typeof createSession>;

type Global = Where & { json?: true };

export function createSession(program: Command, terminal: Terminal) {
  let connected: Promise<CallOperator> | undefined;

  /** Calls a command of the operator function. */
  const call: CallOperator = async (command, input) => {
    connected ??= connect(program.opts<Global>());
    return (await connected)(command, input);
  };

  /**
   * Shows an answer and sets the exit code.
   *
   * @param show how a person reads its data
   * @param verdict what its data say beyond the outcome
   */
  function finish<Data>(
    answer: OperatorAnswer,
    show: (data: Data) => string,
    verdict: (data: Data) => Verdict = () => 'done',
  ): void {
    const { outcome, error } = answer;
    const data = answer.data as Data;
    const isShown = outcome !== 'not-found' && !error;
    terminal.exitCode = exitCodes[outcome === 'done' ? verdict(data) : outcome];
    if (isJson()) terminal.print(cleanJson(answer));
    else if (isShown) terminal.print(show(data));
    else terminal.tell(error ? inWords(error) : 'There is no such case');
  }

  function isJson(): boolean {
    return program.opts<Global>().json === true;
  }

  return { call, finish, isJson, terminal };
}

function inWords({ code, message, details }: NonNullable<OperatorAnswer['error']>): string {
  const more = Array.isArray(details) ? details : [];
  return [
    `${code}: ${message}`,
    ...more.map(({ path, message: what }: { path: string; message: string }) => `  ${path}: ${what}`),
  ]
    .map(clean)
    .join('\n');
}
