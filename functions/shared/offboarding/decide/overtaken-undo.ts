import { type DesktopRecord, hasEnded, type OffboardingCase } from '../case/offboarding-case.ts';
import type { TrailLine } from '../case/trail.ts';
import type { Decision } from './decision.ts';
import type { Observation } from './observation.ts';

/**
 * From the last look whether an undo is overtaken to its last request: no invocation runs longer. Beyond it nothing is asked for
 * any more, and what was asked for shows.
 */
const mayStillAskMs = 5 * 60_000;
/** How long Workspace takes at most until a request that it has accepted shows in a reading. UNCONFIRMED: Terraform's provider waits as long for an attachment. */
const mayStillShowMs = 5 * 60_000;

/** While something may still come back the case looks again this often. */
const lookAgainMs = 60_000;

/** What of an undo gives access back, by the name of its step, and EIPs. Power alone is no access. */
const givesBack = new Set(['attach', 'bind', 'unlock', 'restore-access']);

type Overtakes = NonNullable<OffboardingCase['overtakes']>;

/**
 * A case that was opened again, once it is known what has become of the undo of its episode before: what that has asked for and
 * was not seen to come back may come after the first reading, so the case does not close before.
 *
 * @param undo as it was loaded after the case was saved; a worker of the undo that looks after that finds it overtaken
 */
export function overtake(one: OffboardingCase, undo: OffboardingCase | undefined, now: string): OffboardingCase {
  const { undo: _, ...before } = one.overtakes ?? {};
  if (!undo || isLongOver(undo, now)) return withOvertaken(one, before);
  const until = new Date(Date.parse(now) + mayStillAskMs + mayStillShowMs).toISOString();
  const awaits = [...new Set([...(before.awaits ?? []), ...outstandingOf(undo)])];
  // What the undo has not given back is still to be given back once this episode is undone.
  const taken = one.taken && !hasEnded(undo) ? { taken: { ...one.taken, ofThisExit: true as const } } : {};
  return withOvertaken({ ...one, ...taken, desktops: withTouched(one, undo, now) }, { awaits, until });
}

function isLongOver(undo: OffboardingCase, now: string): boolean {
  return hasEnded(undo) && Date.parse(undo.updatedAt) + mayStillAskMs + mayStillShowMs < Date.parse(now);
}

function withOvertaken(one: OffboardingCase, { awaits = [], until }: Overtakes): OffboardingCase {
  return { ...one, overtakes: awaits.length > 0 ? { awaits, until } : undefined };
}

/** Each as `attach desktop-1`: decided and perhaps asked for, and never seen. */
function outstandingOf(undo: OffboardingCase): string[] {
  const { desktops, users, access } = undo;
  const seen = new Set([
    ...desktops.flatMap(({ desktopId, restore, restoreEip }) => [
      ...(restore === 'verified' ? [`attach ${desktopId}`] : []),
      ...(restoreEip === 'verified' ? [`bind ${desktopId}`] : []),
    ]),
    ...users.flatMap(({ userId, restore }) => (restore === 'verified' ? [`unlock ${userId}`] : [])),
    ...access.flatMap(({ id, restore }) => (restore === 'verified' ? [`restore-access ${id}`] : [])),
  ]);
  const decided = decidedIn(undo).filter(([step]) => givesBack.has(step));
  return decided.map(([step, target]) => `${step} ${target}`).filter((wanted) => !seen.has(wanted));
}

/** What an undo has decided on since it was asked for last: each step with each of its targets. */
function decidedIn({ trail }: OffboardingCase): [step: string, target: string][] {
  const begun = trail.findLastIndex(({ event, facts }) => event === 'command' && facts['command'] === 'undo');
  return trail.slice(begun + 1).flatMap(({ event, facts }) => (event === 'decided' ? targetsIn(facts) : []));
}

function targetsIn({ step, targets }: TrailLine['facts']): [step: string, target: string][] {
  return Array.isArray(targets) ? targets.map((target) => [String(step), String(target)]) : [];
}

/** Desktops that the undo has done anything to belong to an exit that acts now: what has come back to them goes again. */
function withTouched(one: OffboardingCase, undo: OffboardingCase, now: string): DesktopRecord[] {
  if (one.actAt > now) return one.desktops;
  const touched = new Set(decidedIn(undo).map(([, target]) => target));
  const known = new Set(one.desktops.map(({ desktopId }) => desktopId));
  const theirs = undo.desktops.filter(({ desktopId }) => touched.has(desktopId) && !known.has(desktopId));
  return [...one.desktops, ...theirs.map(asPlanned)];
}

function asPlanned(record: DesktopRecord): DesktopRecord {
  const { workspace, desktopId, computerName, desktopType, powerState, attachment, others, eip } = record;
  return { workspace, desktopId, computerName, desktopType, powerState, attachment, others, eip, detach: 'planned' };
}

/** Without what the undo is seen to have given back: it comes once. Once its time has passed nothing comes any more. */
export function noteComeBack(one: OffboardingCase, seen: Observation, now: string): OffboardingCase {
  const { awaits, until } = one.overtakes ?? {};
  if (!awaits || until === undefined) return one;
  if (until <= now) return { ...one, overtakes: undefined };
  const back = new Set([
    ...seen.attached
      .filter(({ detaching, attaching, isDisputed }) => !detaching && !attaching && !isDisputed)
      .map(({ desktopId }) => `attach ${desktopId}`),
    ...seen.eips.map(({ desktopId }) => `bind ${desktopId}`),
    ...seen.users.filter(({ locked }) => !locked).map(({ userId }) => `unlock ${userId}`),
    ...seen.access.map(({ id }) => `restore-access ${id}`),
  ]);
  return withOvertaken(one, { awaits: awaits.filter((wanted) => !back.has(wanted)), until });
}

/** A case does not come to its end, nor wait for long, while an undo that it has overtaken may still give something back. */
export function awaitOvertaken(decision: Decision, now: string): Decision {
  const { case: one, step } = decision;
  if (!one.overtakes || step.do !== 'rest') return decision;
  const soon = new Date(Date.parse(now) + lookAgainMs).toISOString();
  if (one.status === 'held') {
    const dueAt = one.dueAt !== undefined && one.dueAt < soon ? one.dueAt : soon;
    return { ...decision, case: { ...one, dueAt } };
  }
  if (one.status !== 'closed') return decision;
  const open = { ...one, status: 'detaching', reason: 'undo-under-way', endedAt: undefined, dueAt: soon } as const;
  return { case: open, step: { do: 'look-again' } };
}
