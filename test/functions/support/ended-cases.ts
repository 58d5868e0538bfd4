import { concluded } from '../../../functions/shared/offboarding/case/conclusion.ts';
import type { OffboardingCase } from '../../../functions/shared/offboarding/case/offboarding-case.ts';
import { type TrailEntry, type TrailLine, withLine } from '../../../functions/shared/offboarding/case/trail.ts';
import { type Evidence, evidenceOf } from '../../../functions/shared/offboarding/evidence/evidence.ts';
import { aCase, aRecord, at, ten } from './samples.ts';

/** A trail of so many lines, with the facts given. */
export function aTrail(entries: readonly TrailEntry[]): TrailLine[] {
  return entries.reduce<TrailLine[]>(withLine, []);
}

/** A case of two desktops, one of them shared, that ended two minutes and a quarter after ten, well within a day. What it came to is in its last lines. */
export function aClosedCase(given: Partial<OffboardingCase> = {}): OffboardingCase {
  const ended = aCaseBeforeItsRecord(given);
  return ended.endedAt === undefined ? ended : concluded(ended, ended.endedAt);
}

/** What happened, without what the end of a case writes of all it has come to. */
export function beforeTheRecord(trail: readonly TrailLine[]): TrailLine[] {
  return trail.filter(({ event }) => event !== 'record');
}

/** The evidence of a closed case like that one. */
export function someEvidence(given: Partial<OffboardingCase> = {}): Evidence {
  return evidenceOf(aClosedCase(given).trail);
}

function aCaseBeforeItsRecord(given: Partial<OffboardingCase>): OffboardingCase {
  const detached = {
    detach: 'verified',
    detachRequestedAt: at(1),
    detachRequestId: '7f6e0c1d5b0a4f7c9d1e',
    detachVerifiedAt: at(2),
  } as const;
  const own = aRecord('d-5c1e90', {
    ...detached,
    computerName: 'ws-leaver',
    desktopType: 'DEDICATED',
    eip: { eipId: 'eip-1', address: '198.51.100.7' },
    unbind: 'verified',
    unbindRequestedAt: at(2),
    unbindRequestId: 'a30c4be8d7f1',
    unbindVerifiedAt: '2026-11-20T10:02:15.000Z',
  });
  const shared = aRecord('d-77a2f3', {
    ...detached,
    computerName: 'ws-shared',
    others: [{ userName: 'stayer' }],
    eip: { eipId: 'eip-2', address: '198.51.100.8' },
    unbind: 'kept',
    eipReason: 'still-in-use-by-others',
    eipKeptFor: [{ userName: 'stayer' }],
  });
  return aCase({
    caseId: 'case-d00b64bce4851893f2fd',
    status: 'closed',
    reason: 'access-gone',
    person: { id: 'E1001', userName: 'leaver', email: 'leaver@example.com' },
    effectiveAt: '2026-11-20T18:00:00+08:00',
    dueAt: undefined,
    receivedAt: at(-60),
    openedAt: at(-60),
    updatedAt: '2026-11-20T10:02:15.000Z',
    endedAt: '2026-11-20T10:02:15.000Z',
    sla: { dueAt: '2026-11-21T10:00:00.000Z' },
    exitSince: { source: 'standard-webhooks', sentAt: at(-61), receivedAt: at(-60), startsAt: ten },
    workedBy: {
      organisation: 'Example Ltd',
      projects: [{ workspace: 'main', projectId: '0123456789abcdef0123456789abcdef', region: 'ap-southeast-3' }],
      policy: { mode: 'enforce', graceHours: 0, slaHours: 24, unbindEips: true, pools: 'remove', groups: 'report' },
    },
    seenGone: [{ workspace: 'main', attachments: at(2), poolsAndGroups: '2026-11-20T10:02:10.000Z' }],
    desktops: [own, shared],
    notices: [
      {
        source: 'standard-webhooks',
        eventId: 'msg_2a9f',
        kind: 'exit',
        sentAt: at(-61),
        receivedAt: at(-60),
        effectiveAt: '2026-11-20T18:00:00+08:00',
        trust: 'signed',
        keyId: 'current',
        effect: 'opened',
      },
    ],
    trail: aTrail([
      {
        at: at(-60),
        event: 'received',
        facts: { source: 'standard-webhooks', kind: 'exit', keyId: 'current', effect: 'opened' },
      },
      { at: ten, event: 'decided', facts: { status: 'detaching', step: 'detach', targets: ['d-5c1e90', 'd-77a2f3'] } },
      {
        at: at(1),
        event: 'answered',
        facts: {
          step: 'detach',
          answers: [
            { target: 'd-5c1e90', outcome: 'done', requestId: '7f6e0c1d5b0a4f7c9d1e' },
            { target: 'd-77a2f3', outcome: 'done', requestId: '7f6e0c1d5b0a4f7c9d1e' },
          ],
        },
      },
      { at: at(2), event: 'verified', facts: { detached: ['d-5c1e90', 'd-77a2f3'] } },
      {
        at: at(2),
        event: 'answered',
        facts: { step: 'unbind', answers: [{ target: 'd-5c1e90', outcome: 'done', requestId: 'a30c4be8d7f1' }] },
      },
      {
        at: '2026-11-20T10:02:15.000Z',
        event: 'decided',
        facts: { status: 'closed', reason: 'access-gone', step: 'rest' },
      },
    ]),
    ...given,
  });
}
