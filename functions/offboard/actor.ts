import type { WorkspaceReader, Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { Decision, Step } from '../shared/offboarding/decide.ts';
import { userKey } from '../shared/offboarding/note-what-is-seen.ts';
import type { OffboardingCase, Problem } from '../shared/offboarding/offboarding-case.ts';
import { withLine } from '../shared/offboarding/trail.ts';
import type { WriteResult } from '../shared/workspace-api/desktop-result.ts';
import { accessRecordKey, accessWrites, desktopKey, desktopWrites, userWrites, type Write } from './writes.ts';

export type Acted = {
  /** Cases to look at again. */
  cases: OffboardingCase[];
  /** Cases of which everything that is still to do was refused in this run: they try again later. */
  stuck: OffboardingCase[];
  /** Something was written and every answer was clear, so that reading at once is worth it. */
  settled: boolean;
};

/** How often one run asks for the same thing while the outcome stays unknown and the reading shows no change. */
const mostTries = 3;

/** What every record that can be written for has. */
type Kept = { workspace: string; problem?: Problem | undefined };

/** A kind of write, whatever its records are. */
type AnyWrite = {
  list: 'desktops' | 'users' | 'access';
  keyOf: (record: Kept) => string;
  write: Write<Kept>;
};

const writes: Record<Kind, AnyWrite> = {
  ...inList(desktopWrites, 'desktops', desktopKey),
  ...inList(userWrites, 'users', userKey),
  ...inList(accessWrites, 'access', accessRecordKey),
};

type Kind = keyof typeof desktopWrites | keyof typeof userWrites | keyof typeof accessWrites;

/** Only here a record's own type is let go: a step of a kind carries the records of that kind's list. */
function inList<Name extends Kind, Own extends Kept>(
  table: Record<Name, Write<Own>>,
  list: AnyWrite['list'],
  keyOf: (record: Own) => string,
): Record<Name, AnyWrite> {
  const entries = Object.entries(table).map(([name, write]) => [name, { list, keyOf, write }]);
  return Object.fromEntries(entries) as Record<Name, AnyWrite>;
}

/**
 * Carries out the decided steps of a group: for each kind of write one call for all of them, as far as the API allows. Within
 * one run nothing is asked for twice, because an accepted request needs time to show and a refused one needs more; only
 * where the outcome is unknown and a fresh reading shows nothing happened is it.
 */
export function createActor(workspaces: Workspaces, reader: WorkspaceReader) {
  const asked = new Map<string, Asked>();

  async function act(decisions: readonly Decision[]): Promise<Acted> {
    const outcomes: WriteResult['outcome'][] = [];
    const acted = new Map(decisions.map((decision) => [decision.case.caseId, decision.case]));
    for (const [kind, own] of Map.groupBy(decisions, ({ step }) => step.do)) {
      if (!isKind(kind)) continue;
      const results = await write(kind, own);
      outcomes.push(...results.values().map(({ outcome }) => outcome));
      for (const { case: one, step } of own) acted.set(one.caseId, fold(one, kind, step, results));
    }
    const ids = new Set(decisions.filter(isStuck).map(({ case: one }) => one.caseId));
    return {
      cases: [...acted.values()].filter(({ caseId }) => !ids.has(caseId)),
      stuck: [...acted.values()].filter(({ caseId }) => ids.has(caseId)),
      settled: outcomes.length > 0 && !outcomes.includes('unknown'),
    };
  }

  /** Every record of these steps that may be asked for now, project by project. */
  async function write(kind: Kind, decisions: readonly Decision[]): Promise<Map<string, WriteResult>> {
    const { keyOf, write: definition } = writes[kind];
    const records = decisions.flatMap(({ case: one, step }) =>
      recordsOf(step).filter((record) => mayAsk(kind, one, keyOf(record))),
    );
    const results = new Map<string, WriteResult>();
    for (const [workspace, own] of Map.groupBy(records, (record) => record.workspace)) {
      const client = workspaces.get(workspace);
      if (!client) continue;
      for (const [key, result] of await definition.call(client, own)) results.set(key, result);
    }
    for (const { case: one, step } of decisions) {
      for (const record of recordsOf(step)) {
        if (!mayAsk(kind, one, keyOf(record))) continue;
        const key = askedKey(kind, one, keyOf(record));
        const result = results.get(keyOf(record));
        const isRefused = result?.outcome === 'failed' && refusal(definition, result) === undefined;
        asked.set(key, { outcome: result?.outcome ?? 'unknown', isRefused, times: (asked.get(key)?.times ?? 0) + 1 });
      }
    }
    if (records.length > 0) reader.forget(definition.forgets);
    return results;
  }

  function mayAsk(kind: Kind, one: OffboardingCase, key: string): boolean {
    const before = asked.get(askedKey(kind, one, key));
    return before === undefined || (before.outcome === 'unknown' && before.times < mostTries);
  }

  /** Whether the step writes something that this run has not asked for yet. */
  function isNew({ case: one, step }: Decision): boolean {
    const kind = step.do;
    return isKind(kind) && recordsOf(step).some((record) => mayAsk(kind, one, writes[kind].keyOf(record)));
  }

  /** Whether nothing it asked for in this run can still show, because all that is left was refused. */
  function isStuck({ case: one, step }: Decision): boolean {
    const kind = step.do;
    if (!isKind(kind)) return false;
    const records = recordsOf(step);
    const left = new Set(records.map(writes[kind].keyOf));
    const underWay = one.desktops.some((record) => record.detach === 'requested' && !left.has(record.desktopId));
    // What is refused for the first time may be left for the end, where it comes again with its problem.
    const mayWait = comesAgain.has(kind) && records.some(({ problem }) => !problem);
    return !underWay && !mayWait && [...left].every((key) => asked.get(askedKey(kind, one, key))?.isRefused === true);
  }

  return { act, isNew };
}

/** What is left for the end where it is refused, and asked for again there. */
const comesAgain = new Set<Kind>(['lock', 'remove-access', 'detach', 'shutdown', 'bind']);

type Asked = {
  outcome: WriteResult['outcome'];
  /** Certainly not done, and still to be done. */
  isRefused: boolean;
  times: number;
};

function askedKey(kind: Kind, { caseId }: OffboardingCase, key: string): string {
  return `${kind} ${caseId} ${key}`;
}

function isKind(step: Step['do']): step is Kind {
  return step in writes;
}

function recordsOf(step: Step): Kept[] {
  if ('desktops' in step) return step.desktops;
  if ('users' in step) return step.users;
  return 'access' in step ? step.access : [];
}

/** Writes what the API answered into the case's records, and into its trail. */
function fold(
  one: OffboardingCase,
  kind: Kind,
  step: Step,
  results: ReadonlyMap<string, WriteResult>,
): OffboardingCase {
  const { list, keyOf, write } = writes[kind];
  const wanted = new Set(recordsOf(step).map(keyOf));
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
  return { ...record, problem: { code, message }, ...refusal(write, result) };
}

/** What a refusal settles; undefined where it is to be asked for again. */
function refusal(write: Write<Kept>, { code, retryable }: Extract<WriteResult, { outcome: 'failed' }>) {
  const change = write.refused?.(!retryable, code) ?? {};
  return Object.keys(change).length > 0 ? change : undefined;
}

function answerOf(target: string, result: WriteResult): Record<string, unknown> {
  const { outcome, requestId, jobId } = result;
  const code = 'code' in result ? result.code : undefined;
  return Object.fromEntries(
    Object.entries({ target, outcome, requestId, jobId, code }).filter(([, value]) => value !== undefined),
  );
}
