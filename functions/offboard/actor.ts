import type { WorkspaceReader, Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { OffboardingCase, Problem } from '../shared/offboarding/case/offboarding-case.ts';
import { accessRecordKey, desktopKey, userKey } from '../shared/offboarding/case/record-keys.ts';
import { withLine } from '../shared/offboarding/case/trail.ts';
import { type Decision, recordsOf, type Step, type WriteKind } from '../shared/offboarding/decide/decision.ts';
import type { WriteResult } from '../shared/workspace-api/batches/desktop-result.ts';
import { createAskedInRun, type Refusal } from './asked-in-run.ts';
import { partsToAsk } from './parts-to-ask.ts';
import { accessWrites, desktopWrites, userWrites, type Write } from './writes.ts';

export type Acted = {
  /** Cases to look at again. */
  cases: OffboardingCase[];
  /** Something was written and every answer was clear, so that reading at once is worth it. */
  settled: boolean;
};

/** What every record that can be written for has. */
type Kept = { workspace: string; problem?: Problem | undefined };

/** A kind of write, whatever its records are. */
type AnyWrite = {
  list: 'desktops' | 'users' | 'access';
  keyOf: (record: Kept) => string;
  write: Write<Kept>;
};

const writes: Record<WriteKind, AnyWrite> = {
  ...inList(desktopWrites, 'desktops', desktopKey),
  ...inList(userWrites, 'users', userKey),
  ...inList(accessWrites, 'access', accessRecordKey),
};

/** Only here a record's own type is let go: a step of a kind carries the records of that kind's list. */
function inList<Name extends WriteKind, Own extends Kept>(
  table: Record<Name, Write<Own>>,
  list: AnyWrite['list'],
  keyOf: (record: Own) => string,
): Record<Name, AnyWrite> {
  const entries = Object.entries(table).map(([name, write]) => [name, { list, keyOf, write }]);
  return Object.fromEntries(entries) as Record<Name, AnyWrite>;
}

/** Carries out the decided steps of a group: for each kind of write one call for all of them, as far as the API allows. */
export function createActor(workspaces: Workspaces, reader: WorkspaceReader) {
  const asked = createAskedInRun();

  async function act(decisions: readonly Decision[]): Promise<Acted> {
    const outcomes: WriteResult['outcome'][] = [];
    const acted = new Map(decisions.map((decision) => [decision.case.caseId, decision.case]));
    for (const [kind, own] of Map.groupBy(decisions, ({ step }) => step.do)) {
      if (!isKind(kind)) continue;
      const results = await write(kind, own);
      outcomes.push(...results.values().map(({ outcome }) => outcome));
      for (const { case: one, step } of own) acted.set(one.caseId, fold(one, kind, step, results));
    }
    return { cases: [...acted.values()], settled: outcomes.length > 0 && !outcomes.includes('unknown') };
  }

  /** Every record of these steps that may be asked for now, project by project. */
  async function write(kind: WriteKind, decisions: readonly Decision[]): Promise<Map<string, WriteResult>> {
    const { keyOf, write: definition } = writes[kind];
    const wanted = decisions.flatMap(({ case: one, step }) =>
      toAsk(kind, one, step).map((record) => {
        const key = keyOf(record);
        return { key, record, timesAsked: asked.timesAsked(one.caseId, kind, key) };
      }),
    );
    const results = new Map<string, WriteResult>();
    for (const [workspace, own] of Map.groupBy(wanted, ({ record }) => record.workspace)) {
      const client = workspaces.get(workspace);
      if (!client) continue;
      for (const part of partsToAsk(own)) {
        for (const [key, result] of await definition.call(client, part)) results.set(key, result);
      }
    }
    for (const { case: one, step } of decisions) {
      for (const key of toAsk(kind, one, step).map(keyOf)) {
        const result = results.get(key);
        const inDoubt = result === undefined || result.outcome === 'unknown';
        asked.note(one.caseId, { kind, key, inDoubt, refusal: result && refusalOf(definition, result) });
        if (definition.allows && !inDoubt) asked.forget(one.caseId, definition.allows, key);
      }
    }
    if (wanted.length > 0) reader.forget(definition.forgets);
    return results;
  }

  function toAsk(kind: WriteKind, { caseId }: OffboardingCase, step: Step): Kept[] {
    return keptIn(step).filter((record) => asked.mayAsk(caseId, kind, writes[kind].keyOf(record)));
  }

  return {
    act,

    /** Whether the step writes something that this run has not asked for yet. */
    isNew: ({ case: one, step }: Decision) => isKind(step.do) && toAsk(step.do, one, step).length > 0,

    refusedTo: ({ caseId }: OffboardingCase) => asked.refusedTo(caseId),
  };
}

function keptIn(step: Step): Kept[] {
  return recordsOf(step) ?? [];
}

function isKind(step: Step['do']): step is WriteKind {
  return step in writes;
}

/** Writes what the API answered into the case's records, and into its trail. */
function fold(
  one: OffboardingCase,
  kind: WriteKind,
  step: Step,
  results: ReadonlyMap<string, WriteResult>,
): OffboardingCase {
  const { list, keyOf, write } = writes[kind];
  const wanted = new Set(keptIn(step).map(keyOf));
  const answered = [...results].filter(([key]) => wanted.has(key));
  const [first] = answered;
  if (!first) return one;
  const records = one[list].map((record) => {
    const result = wanted.has(keyOf(record)) ? results.get(keyOf(record)) : undefined;
    return result ? withResult(record, write, result) : record;
  });
  const facts = { step: kind, answers: answered.map(([target, result]) => answerOf(target, result)) };
  const at = new Date(first[1].at).toISOString();
  return { ...one, [list]: records, trail: withLine(one.trail, { at, event: 'answered', facts }) };
}

function withResult(record: Kept, write: Write<Kept>, result: WriteResult): Kept {
  if (result.outcome !== 'failed') {
    const { requestId, jobId } = result;
    return {
      ...record,
      problem: undefined,
      ...write.taken({ at: new Date(result.at).toISOString(), requestId, jobId }),
    };
  }
  const { code, message } = result;
  return { ...record, problem: { code, message }, ...settledBy(write, result) };
}

/** What a refusal settles, so that it is not asked for again. */
function settledBy(write: Write<Kept>, { code, retryable }: Extract<WriteResult, { outcome: 'failed' }>) {
  return write.refused?.(!retryable, code) ?? {};
}

function refusalOf(write: Write<Kept>, result: WriteResult): Refusal | undefined {
  if (result.outcome !== 'failed' || Object.keys(settledBy(write, result)).length > 0) return undefined;
  const { code, message, retryable } = result;
  return { problem: { code, message }, ...(!retryable && { forGood: true }) };
}

function answerOf(target: string, result: WriteResult): Record<string, unknown> {
  const { outcome, requestId, jobId } = result;
  const code = 'code' in result ? result.code : undefined;
  return Object.fromEntries(
    Object.entries({ target, outcome, requestId, jobId, code }).filter(([, value]) => value !== undefined),
  );
}
