import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { OperatorAnswer } from '../../../../functions/operator/cli/call-operator.ts';
import { addDetach } from '../../../../functions/operator/cli/detach-command.ts';
import type { Session } from '../../../../functions/operator/cli/session.ts';

const planned: OperatorAnswer = {
  outcome: 'done',
  data: {
    forecasts: [],
    guards: { verdict: 'go', desktops: 1 },
    notAttached: ['d2'],
  },
};
const queued: OperatorAnswer = { outcome: 'done', data: { caseId: 'case-1' } };
const input = { person: { userName: 'ann' }, desktopIds: ['d1', 'd2'], shutdown: false };

/** What a command line calls, tells and exits with, where a person answers so; nobody is there where they do not. */
async function detaching(args: string[], answer?: boolean, plan: OperatorAnswer = planned) {
  const called: unknown[] = [];
  const told: string[] = [];
  const finished: unknown[] = [];
  const session = {
    call: async (_: string, given: object) => {
      called.push(given);
      return 'dryRun' in given ? plan : queued;
    },
    finish: (given: unknown) => void finished.push(given),
    isJson: () => false,
    terminal: {
      tell: (text: string) => void told.push(text),
      ...(answer !== undefined && { ask: async () => answer }),
      exitCode: 0,
    },
  };
  const program = new Command().exitOverride();
  addDetach(program, session as unknown as Session);
  const line = ['detach', '--desktop', 'd1', 'd2', '--user', 'ann', '--no-wait', ...args];
  const error: unknown = await program.parseAsync(line, { from: 'user' }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { called, told, finished, error, exitCode: session.terminal.exitCode };
}

describe('detach on the command line', () => {
  it('shows what would happen and asks; a yes is carried out', async () => {
    const { called, told, finished } = await detaching([], true);
    expect(called).toEqual([{ ...input, dryRun: true }, input]);
    expect(told[0]).toContain('Not attached to: d2');
    expect(finished).toEqual([queued]);
  });

  it('does nothing after a no', async () => {
    const { called, told, exitCode } = await detaching([], false);
    expect(called).toEqual([{ ...input, dryRun: true }]);
    expect(told.at(-1)).toBe('Nothing was done');
    expect(exitCode).toBe(1);
  });

  it('does nothing where it cannot be said what would happen', async () => {
    const failed: OperatorAnswer = { outcome: 'failed', error: { code: 'WKS.1', message: 'no', details: [] } };
    const { called, finished } = await detaching([], true, failed);
    expect(called).toHaveLength(1);
    expect(finished).toEqual([failed]);
  });

  it('asks nobody with --yes', async () => {
    const { called } = await detaching(['--yes', '--shutdown', '--reason', 'a mix-up']);
    expect(called).toEqual([{ ...input, shutdown: true, reason: 'a mix-up' }]);
  });

  it('is wrong usage where nobody can be asked and --yes is not given', async () => {
    const { called, error } = await detaching([]);
    expect(called).toEqual([]);
    expect(error).toMatchObject({ code: 'operator.usage', exitCode: 2 });
  });

  it('only looks with --dry-run, wherever', async () => {
    const { called, finished } = await detaching(['--dry-run']);
    expect(called).toEqual([{ ...input, dryRun: true }]);
    expect(finished).toEqual([planned]);
  });
});
