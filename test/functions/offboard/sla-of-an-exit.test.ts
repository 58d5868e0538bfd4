import { describe, expect, it } from 'vitest';
import { caseIdsOf } from '../../../functions/shared/offboarding/case/person.ts';
import { evidenceOf } from '../../../functions/shared/offboarding/evidence/evidence.ts';
import { verdictInWords } from '../../../functions/shared/offboarding/evidence/evidence-verdict.ts';
import type { ExitNotice } from '../../../functions/shared/offboarding/notices/exit-notice.ts';
import { noticeRecord } from '../support/exits-records.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aNotice } from '../support/samples.ts';
import { startWorkspace } from '../support/start-workspace.ts';

const person = { id: 'E1', userName: 'ann' };
const caseId = caseIdsOf(person)[0];
const hour = 60 * 60_000;

/** The exit of somebody whom Workspace does not know for a while, so that their case is held. */
async function heldExit(given: Partial<ExitNotice> = {}) {
  const workspace = await startWorkspace();
  const { world, clock } = workspace;
  const offboarding = createOffboarding(workspace, {});
  const notice = (more: Partial<ExitNotice>) => {
    const sentAt = new Date(clock.now()).toISOString();
    return noticeRecord(aNotice({ person, sentAt, receivedAt: sentAt, ...more }));
  };
  const say = (more: Partial<ExitNotice> = {}) => offboarding.deliver([notice(more)]);
  await say(given);
  return {
    say,
    pass: offboarding.passTime,
    inHours: (hours: number) => new Date(clock.now() + hours * hour).toISOString(),
    letIn: () => world.addDesktop({ users: ['ann'] }),
    evidence: async () => evidenceOf((await offboarding.caseOf(caseId)).trail),
  };
}

const byHand = { source: 'operator', kind: 'revoke-now', trust: 'iam' } as const;

describe('the clock of an exit', () => {
  it('runs on where the exit is held and somebody offboards by hand', async () => {
    const exit = await heldExit();
    await exit.pass(25 * hour);
    exit.letIn();
    await exit.say(byHand);
    await exit.pass(hour / 6);

    const { timing, status } = await exit.evidence();
    expect(status).toBe('closed');
    expect(timing).toMatchObject({ verdict: 'breached', breachedAt: expect.any(String) });
    expect(timing.elapsedMs).toBeGreaterThanOrEqual(25 * hour);
    expect(verdictInWords(await exit.evidence())).toMatchObject({
      answer: 'No',
      because: expect.stringMatching(/^Access was seen gone 1 d 1 h after it was to go, 1 h after the deadline\.$/),
    });
  });

  it('begins anew after somebody was to stay in between', async () => {
    const exit = await heldExit();
    await exit.pass(25 * hour);
    await exit.say({ kind: 'rehired' });
    await exit.pass(hour);
    exit.letIn();
    await exit.say(byHand);
    await exit.pass(hour / 6);

    const { timing } = await exit.evidence();
    expect(timing).toMatchObject({ verdict: 'within-sla' });
    expect(timing.elapsedMs).toBeLessThan(hour);
  });

  it('counts from the later date, and keeps that it was late', async () => {
    const exit = await heldExit();
    await exit.pass(25 * hour);
    await exit.say({ effectiveAt: exit.inHours(10) });
    exit.letIn();
    await exit.pass(11 * hour);

    const { timing } = await exit.evidence();
    expect(timing.verdict).toBe('breached');
    expect(timing.elapsedMs).toBeLessThan(hour);
    expect(verdictInWords(await exit.evidence()).because).toContain(
      'The date was moved after the deadline had passed, which was noticed at 2026-',
    );
  });

  it('counts from when access is to go, where the first notice names a date', async () => {
    const exit = await heldExit();
    await exit.say({ effectiveAt: exit.inHours(30) });
    exit.letIn();
    await exit.pass(31 * hour);

    const { timing } = await exit.evidence();
    expect(timing).toMatchObject({ verdict: 'within-sla', startsAt: timing.actAt });
  });

  it('runs on however many say it again', async () => {
    const exit = await heldExit();
    await exit.pass(2 * hour);
    await exit.say({ source: 'hibob' });
    await exit.pass(24 * hour);
    await exit.say({ source: 'okta' });
    exit.letIn();
    await exit.say(byHand);
    await exit.pass(hour / 6);

    const { timing, notices } = await exit.evidence();
    expect(notices.map(({ effect }) => effect)).toEqual(['opened', 'moved', 'moved', 'revoked-now']);
    expect(timing.elapsedMs).toBeGreaterThanOrEqual(26 * hour);
    expect(timing.announcedAt).toBe(notices[0]?.receivedAt);
  });
});
