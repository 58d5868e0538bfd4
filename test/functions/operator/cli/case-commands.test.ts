import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import type { OperatorAnswer } from '../../../../functions/operator/cli/call-operator.ts';
import { addCaseCommands } from '../../../../functions/operator/cli/case-commands.ts';
import { createSession, type Terminal } from '../../../../functions/operator/cli/session.ts';
import type { OffboardingCase } from '../../../../functions/shared/offboarding/case/offboarding-case.ts';
import { aCase, aRecord, aSaying, at } from '../../support/samples.ts';

const eventId = 'request-1';
const queued: OperatorAnswer = { outcome: 'done', data: { caseId: 'case-1', eventId } };
const taken = [aRecord('d', { detach: 'verified', detachRequestedAt: at(1) })];

/** A case as it is once the command has come to it. */
function after(effect: string, given: Partial<OffboardingCase> = {}): OffboardingCase {
  return aCase({ notices: [aSaying(), aSaying({ source: 'operator', kind: 'cancelled', eventId, effect })], ...given });
}

async function run(args: readonly string[], first: OperatorAnswer, one?: OffboardingCase) {
  const printed: string[] = [];
  const told: string[] = [];
  const terminal: Terminal = {
    print: (text) => printed.push(text),
    tell: (text) => told.push(text),
    write: async () => {},
    exitCode: -1,
  };
  const program = new Command().option('--json').exitOverride();
  const status = {
    outcome: 'done',
    data: { case: one, lines: [], plan: [], planHash: '', trail: { count: 1 } },
  } as const;
  const session = {
    ...createSession(program, terminal),
    call: async (command: string): Promise<OperatorAnswer> => (command === 'status' ? status : first),
  };
  addCaseCommands(program, session);
  await program.parseAsync(args, { from: 'user' });
  return { out: printed.join('\n'), told: told.join('\n'), code: terminal.exitCode };
}

const cancelling = ['cancel', 'case-1', '--reason', 'stays'];

describe('cancel', () => {
  it('is done where the exit is called off', async () => {
    const one = after('cancelled', { status: 'cancelled', reason: 'cancelled', endedAt: at(2) });

    expect(await run(cancelling, queued, one)).toMatchObject({
      code: 0,
      out: expect.stringContaining('cancelled (cancelled)'),
    });
  });

  it('says what was taken until then, and what gives it back', async () => {
    const given = { status: 'cancelled', reason: 'cancelled-after-start', endedAt: at(2), desktops: taken } as const;

    const { code, out } = await run(cancelling, queued, after('cancelled', given));

    expect(code).toBe(0);
    expect(out).toMatch(/to do +`undo case-1` gives it back/);
  });

  it.each([
    [
      'ended while it was on its way',
      'ignored-already-ended',
      { status: 'closed', reason: 'access-gone', endedAt: at(2), desktops: taken },
      'run: undo case-1',
    ],
    ['is not the latest word', 'ignored-older', { status: 'held', reason: 'cap' }, 'what was sent later stands'],
  ] as const)('is no success where the case %s: in words, and as JSON', async (_, effect, given, says) => {
    const one = after(effect, given);

    const text = await run(cancelling, queued, one);
    const json = await run(['--json', ...cancelling], queued, one);

    expect(text).toMatchObject({ code: 1, told: expect.stringContaining(says) });
    expect(text.out).toContain(`case-1  ${given.status}`);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      outcome: 'failed',
      data: { case: { status: given.status } },
      error: { message: expect.stringContaining(says) },
    });
  });

  it.each([[], ['--no-wait']])('that could have no effect is said at once: %j', async (...more) => {
    const error = { code: 'already-ended', message: 'case-1 had ended already', details: [] };

    const answer = await run([...cancelling, ...more], { outcome: 'failed', data: {}, error });

    expect(answer).toEqual({ code: 1, out: '', told: 'already-ended: case-1 had ended already' });
  });

  it('that nobody has taken in time is no success', async () => {
    const { code, out } = await run(['--json', ...cancelling, '--timeout', '1'], queued, aCase());

    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ outcome: 'failed', error: { code: 'not-yet' } });
  });
});

describe('offboard', () => {
  const moving = ['offboard', '--user', 'leaver', '--at', '2027-01-01T00:00:00Z'];

  it.each(['ignored-already-started', 'ignored-revoke-now-stands', 'ignored-older'])(
    'is no success where the date that is asked for does not count: %s',
    async (effect) => {
      const { code, told } = await run(moving, queued, after(effect, { status: 'held', reason: 'cap' }));

      expect(code).toBe(1);
      expect(told).toContain(`${effect}: It had no effect on case-1`);
    },
  );

  it('at once is what is done anyway', async () => {
    const one = after('ignored-already-started', { status: 'closed', reason: 'access-gone', endedAt: at(2) });

    expect(await run(moving.slice(0, 3), queued, one)).toMatchObject({ code: 0 });
  });
});
