import type { Logger } from '@aws-lambda-powertools/logger';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import { hasBegun, hasEnded, type OffboardingCase } from '../shared/offboarding/case/offboarding-case.ts';
import { caseIdsOf, isSamePerson, placesOf } from '../shared/offboarding/case/person.ts';
import type { Policy } from '../shared/offboarding/case/policy.ts';
import { sourceOf, transition } from '../shared/offboarding/case/transition.ts';
import { reopenForDrift } from '../shared/offboarding/drift/reopen-for-drift.ts';
import { ledgerLines } from '../shared/offboarding/evidence/ledger-line.ts';
import { applyNotice } from '../shared/offboarding/notices/apply-notice.ts';
import type { ExitNotice } from '../shared/offboarding/notices/exit-notice.ts';
import type { ExitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import { isLeaving, standingNotice, standingStay } from '../shared/offboarding/notices/standing-notice.ts';
import { unique } from '../shared/runtime/chunks.ts';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import type { ExitsRecord } from './exits-record.ts';

/** Cases saved at once. */
const savesAtOnce = 10;

/** A case with the messages of this batch that concern it: they succeed or fail with it. */
export type CaseInHand = {
  case: OffboardingCase;
  messageIds: string[];
  /** It differs from what is stored. */
  changed: boolean;
  /** A wake-up asked for it, so it is worked on although its `dueAt` has been moved on by the waker. */
  woken: boolean;
  /** The person became known under another identifier, which is to lead to the case as well. */
  identified: boolean;
  /** The episodes that were over each time the case began anew, within this batch or before it. */
  past: OffboardingCase[];
};

export type NoticeDependencies = { store: Pick<CaseStore, 'load'>; log: Logger; policy: Policy };

/**
 * Loads every case that a batch speaks of, at most one read per hundred, and applies its notices in the senders'
 * order. Nothing is saved here.
 */
export async function takeNotices(
  records: readonly ExitsRecord[],
  { store, log, policy }: NoticeDependencies,
): Promise<CaseInHand[]> {
  const loaded = await loadWithSiblings(records.flatMap(idsIn), store);
  const cases = new Map([...loaded.values()].map((one) => [one.caseId, untouched(one)]));
  const caseIds = new Map([...loaded].map(([id, one]) => [id, one.caseId]));
  const find = (id: string) => cases.get(caseIds.get(id) ?? '');
  const apply: Apply = (before, notice, newId) => withNotice(before, notice, { policy, log, newId });
  for (const { record, message } of records.toSorted(bySendersTime)) {
    for (const after of inLightOf(message, { find, apply, log })) {
      after.messageIds.push(record.messageId);
      cases.set(after.case.caseId, after);
      for (const id of idsIn({ record, message })) if (!caseIds.has(id)) caseIds.set(id, after.case.caseId);
    }
  }
  return [...cases.values()].filter(({ messageIds }) => messageIds.length > 0);
}

/** Each by the id it was asked for, and beside them the further cases of the same people. */
async function loadWithSiblings(
  ids: readonly string[],
  store: Pick<CaseStore, 'load'>,
): Promise<Map<string, OffboardingCase>> {
  const found = await store.load(ids);
  const known = new Set([...found.values()].map(({ caseId }) => caseId));
  const more = unique([...found.values()].flatMap(({ siblings = [] }) => siblings)).filter((id) => !known.has(id));
  return more.length === 0 ? found : new Map([...(await store.load(more)), ...found]);
}

function idsIn({ message }: ExitsRecord): string[] {
  return message.type === 'notice' ? placesOf(message.notice.person) : [message.caseId];
}

type Apply = (before: CaseInHand | undefined, notice: ExitNotice, newId: string | undefined) => CaseInHand;

type Hands = {
  find: (id: string) => CaseInHand | undefined;
  apply: Apply;
  log: Logger;
};

/** The cases that a message is about, as they are after it. */
function inLightOf(message: ExitsMessage, { find, apply, log }: Hands): CaseInHand[] {
  if (message.type === 'notice') return told(message.notice, find, apply);
  const found = find(message.caseId);
  if (!found) return [];
  if (message.type === 'wake') return [{ ...found, woken: true }];
  const { case: one, effect } = reopenForDrift(found.case, { userName: message.userName, at: message.now });
  log.info('Took a drift', { caseId: one.caseId, source: sourceOf(one) ?? 'none', effect, status: one.status });
  const isNew = effect === 'reopened';
  return [
    { ...found, case: one, changed: found.changed || isNew, past: isNew ? [...found.past, found.case] : found.past },
  ];
}

/**
 * The cases that a notice is about, with it applied. An exit is one case: that of the strongest identifier which leads to
 * one, and others that wait for a date of the same source. Who stays, stays under every name: before a notice that knew them
 * all, there may have been a case for each.
 */
function told(notice: ExitNotice, find: Hands['find'], apply: Apply): CaseInHand[] {
  const places = placesOf(notice.person);
  const isTheirs = (one: CaseInHand | undefined): one is CaseInHand =>
    one !== undefined && isSamePerson(one.case.person, notice.person);
  const named = unique(places.map(find)).filter(isTheirs);
  const stays = !isLeaving(notice);
  const [first, ...others] = stays ? withSiblings(named, find).filter(isTheirs) : named;
  const free = places.find((id) => find(id)?.case.caseId !== id);
  const concerns = (one: CaseInHand) => stays || isItsOwnWord(one.case, notice);
  const after = [apply(first, notice, free), ...others.map((one) => (concerns(one) ? apply(one, notice, free) : one))];
  const family = withSiblings(after, find).filter(isTheirs);
  return asSiblings(family, apply, notice.receivedAt).filter((one) => one !== find(one.case.caseId));
}

/** Whether a case waits for what the source of a notice has said, so that it can say another date. */
function isItsOwnWord(one: OffboardingCase, { source }: ExitNotice): boolean {
  return !hasEnded(one) && !hasBegun(one) && standingNotice(one.notices)?.source === source;
}

/** And their further cases, as far as both say so: who has been given the name of a case since is not whoever had it. */
function withSiblings(some: readonly CaseInHand[], find: Hands['find']): CaseInHand[] {
  const known = new Set(some.map((one) => one.case.caseId));
  const more = some.flatMap(({ case: { caseId, siblings = [] } }) =>
    siblings.map(find).filter((one) => one?.case.siblings?.includes(caseId)),
  );
  return [...some, ...unique(more).filter((one) => one !== undefined && !known.has(one.case.caseId))] as CaseInHand[];
}

/** Once a notice has named somebody by two names, either name leads to both cases. What one knew of a stay, all know then. */
function asSiblings(family: readonly CaseInHand[], apply: Apply, at: string): CaseInHand[] {
  const ids = family.map((one) => one.case.caseId);
  return family.map((one) => {
    const { caseId, siblings = [] } = one.case;
    const all = unique([...siblings, ...ids]).filter((id) => id !== caseId);
    if (all.length === siblings.length) return one;
    const line = { at, event: 'received', facts: { effect: 'siblings-known', siblings: all } } as const;
    const linked = { ...one, case: transition(one.case, { ...one.case, siblings: all }, line), changed: true };
    const { person } = one.case;
    const stays = family.filter((other) => other !== one).flatMap((other) => staySaidOf(other.case) ?? []);
    return stays.reduce<CaseInHand>((before, stay) => apply(before, { ...stay, person } as ExitNotice, caseId), linked);
  });
}

/** That they stay, where that is the last word of a case about its person. */
function staySaidOf({ notices }: OffboardingCase): Omit<OffboardingCase['notices'][number], 'effect'> | undefined {
  const stands = standingStay(notices);
  if (!stands) return undefined;
  const { effect: _, ...stay } = stands;
  return stay;
}

function untouched(one: OffboardingCase): CaseInHand {
  return { case: one, messageIds: [], changed: false, woken: false, identified: false, past: [] };
}

function withNotice(
  before: CaseInHand | undefined,
  notice: ExitNotice,
  { policy, log, newId }: { policy: Policy; log: Logger; newId: string | undefined },
): CaseInHand {
  const applied = applyNotice(before?.case, notice, policy, newId);
  const { caseId, status } = applied.case;
  log.info('Took a notice', { caseId, source: notice.source, kind: notice.kind, effect: applied.effect, status });
  return {
    case: applied.case,
    messageIds: before?.messageIds ?? [],
    changed: (before?.changed ?? false) || applied.effect !== 'ignored-duplicate',
    woken: before?.woken ?? false,
    identified: before?.identified === true || bringsAnId(before?.case, applied.case),
    past: [...(before?.past ?? []), ...(applied.over ? [applied.over] : [])],
  };
}

/** Whether the case is now to be found under an id that did not lead to it: an identifier more, or another one. */
function bringsAnId(before: OffboardingCase | undefined, { caseId, person }: OffboardingCase): boolean {
  const known = new Set(before ? caseIdsOf(before.person) : [caseId]);
  return caseIdsOf(person).some((id) => !known.has(id));
}

function bySendersTime(a: ExitsRecord, b: ExitsRecord): number {
  return sendersTime(a) - sendersTime(b);
}

/** What carries no news of a person comes last, on the case as the notices left it. */
function sendersTime({ message }: ExitsRecord): number {
  return message.type === 'notice' ? Date.parse(message.notice.sentAt) : Number.MAX_SAFE_INTEGER;
}

/** Whether a case is to be worked on in this run. */
export function isDue({ case: one, woken }: CaseInHand, now: string): boolean {
  if (hasEnded(one) || one.dueAt === undefined) return false;
  return woken || Date.parse(one.dueAt) <= Date.parse(now);
}

/** Lets every identifier that the notices brought lead to its case; before the case is saved, see `link`. */
export async function linkPeople(inHand: readonly CaseInHand[], store: CaseStore): Promise<void> {
  await inParallel(
    inHand.filter((one) => one.identified),
    savesAtOnce,
    (one) => store.link(one.case),
  );
}

/** Keeps what is over of the cases that begin anew, with its evidence; before they are saved, see `keepEpisode`. */
export async function keepPast(inHand: readonly CaseInHand[], store: CaseStore): Promise<void> {
  await inParallel(
    inHand.flatMap(({ past }) => past),
    savesAtOnce,
    (past) => store.keepEpisode(past, ledgerLines(past)),
  );
}

/** Whether there is something to save or to tell of a case that is not worked on now. */
export function hasNews({ case: one, changed }: CaseInHand): boolean {
  return changed || one.unsaid.length > 0;
}
