import type { Decision, Step } from '../shared/offboarding/decide.ts';
import type { DesktopRecord, OffboardingCase } from '../shared/offboarding/offboarding-case.ts';
import type { WorkspaceClient } from '../shared/workspace-api/create-workspace-client.ts';
import type { DesktopResult } from '../shared/workspace-api/desktop-result.ts';
import type { DetachTarget } from '../shared/workspace-api/detach-targets.ts';
import type { WorkspaceReader } from './workspace-reader.ts';

export type Acted = {
  /** Cases to look at again. */
  cases: OffboardingCase[];
  /** Cases of which everything that is still to do was refused in this run: they try again later. */
  stuck: OffboardingCase[];
  /** Something was written and every answer was clear, so that reading at once is worth it. */
  settled: boolean;
};

type Write = 'detach' | 'unbind';

/** How often one run asks for the same desktop while the outcome stays unknown and the reading shows no change. */
const mostTries = 3;

/**
 * Carries out the decided steps of a group: one batch-detach and one EIP unbinding for all of them, up to 100 desktops a
 * call. Within one run a desktop is not asked for again, because an accepted request needs time to show and a refused
 * one needs more; only where the outcome is unknown and a fresh reading shows nothing happened is it.
 */
export function createActor(workspace: WorkspaceClient, reader: WorkspaceReader) {
  const asked = new Map<string, { outcome: DesktopResult['outcome']; times: number }>();

  async function act(decisions: readonly Decision[]): Promise<Acted> {
    const detached = await write('detach', decisions, (entries) => workspace.batchDetach(entries.map(asTarget)));
    const unbound = await write('unbind', decisions, (entries) =>
      workspace.unbindEips(entries.map(({ record }) => record.desktopId)),
    );
    if (detached.size > 0) reader.forgetAttachments();
    if (unbound.size > 0) reader.forgetEips();
    const results = { detach: detached, unbind: unbound };
    const acted = decisions.map((decision) => ({ case: fold(decision, results), stuck: isStuck(decision) }));
    const outcomes = [...detached.values(), ...unbound.values()].map(({ outcome }) => outcome);
    return {
      cases: acted.filter(({ stuck }) => !stuck).map(({ case: one }) => one),
      stuck: acted.filter(({ stuck }) => stuck).map(({ case: one }) => one),
      settled: outcomes.length > 0 && !outcomes.includes('unknown'),
    };
  }

  async function write(
    kind: Write,
    decisions: readonly Decision[],
    call: (entries: Entry[]) => Promise<DesktopResult[]>,
  ): Promise<Map<string, DesktopResult>> {
    const entries = decisions.flatMap(({ case: one, step }) =>
      step.do === kind ? step.desktops.map((record) => ({ key: keyOf(kind, one, record), record })) : [],
    );
    const fresh = entries.filter(({ key }) => mayAsk(key));
    if (fresh.length === 0) return new Map();
    const results = new Map((await call(fresh)).map((result) => [result.desktopId, result]));
    for (const { key, record } of fresh) {
      const outcome = results.get(record.desktopId)?.outcome ?? 'unknown';
      asked.set(key, { outcome, times: (asked.get(key)?.times ?? 0) + 1 });
    }
    return results;
  }

  function mayAsk(key: string): boolean {
    const before = asked.get(key);
    return before === undefined || (before.outcome === 'unknown' && before.times < mostTries);
  }

  /** Whether the step writes something that this run has not asked for yet. */
  function isNew({ case: one, step }: Decision): boolean {
    if (!isWrite(step)) return false;
    return step.desktops.some((record) => mayAsk(keyOf(step.do, one, record)));
  }

  /** Whether nothing it asked for in this run can still show, because all that is left was refused. */
  function isStuck({ case: one, step }: Decision): boolean {
    if (!isWrite(step)) return false;
    const left = new Set(step.desktops.map(({ desktopId }) => desktopId));
    const underWay = one.desktops.some((record) => record.detach === 'requested' && !left.has(record.desktopId));
    return !underWay && step.desktops.every((record) => asked.get(keyOf(step.do, one, record))?.outcome === 'failed');
  }

  return { act, isNew };
}

function isWrite(step: Step): step is Extract<Step, { do: Write }> {
  return step.do === 'detach' || step.do === 'unbind';
}

type Entry = { key: string; record: DesktopRecord };

function keyOf(kind: Write, one: OffboardingCase, record: DesktopRecord): string {
  return `${kind} ${one.caseId} ${record.desktopId}`;
}

function asTarget({ record }: Entry): DetachTarget {
  const { userName, userId, userGroup, domain } = record.attachment;
  const user = { userName, ...(userId && { userId }), ...(userGroup && { userGroup }), ...(domain && { domain }) };
  return { desktopId: record.desktopId, users: [{ ...user, type: 'USER' }] };
}

/** Writes what the API answered into the case's records. */
function fold(
  { case: one, step }: Decision,
  results: Record<Write, ReadonlyMap<string, DesktopResult>>,
): OffboardingCase {
  if (!isWrite(step)) return one;
  const answered = results[step.do];
  return {
    ...one,
    desktops: one.desktops.map((record) => withResult(record, step.do, answered.get(record.desktopId))),
  };
}

function withResult(record: DesktopRecord, kind: Write, result: DesktopResult | undefined): DesktopRecord {
  if (!result) return record;
  if (result.outcome === 'failed') return { ...record, problem: { code: result.code, message: result.message } };
  const at = new Date(result.at).toISOString();
  return kind === 'detach'
    ? {
        ...record,
        detach: 'requested',
        detachRequestedAt: at,
        detachRequestId: result.requestId,
        detachJobId: result.jobId,
      }
    : { ...record, unbind: 'requested', unbindRequestedAt: at, unbindRequestId: result.requestId };
}
