import { longestReadingMs, type PersonHistory } from '../history.ts';
import { isLeaving, type Told } from '../truth.ts';
import type { Invariant } from './invariant.ts';

/**
 * That somebody stays is in every case that was under one of the names it was said by, however many cases they had by then.
 * A case that was opened while the worker was reading may have been missed.
 */
export const whoeverStaysStaysUnderEveryName: Invariant = {
  name: 'whoever stays stays under every name',
  atEnd({ people }) {
    return [...people.values()].flatMap((one) => {
      const stays = [...Map.groupBy(one.told, ({ notice }) => notice.eventId).values()].filter(isStaying);
      return stays.flatMap((told) => whereItIsMissing(one, told));
    });
  },
};

function isStaying([first]: readonly Told[]): boolean {
  return first !== undefined && !isLeaving(first.notice);
}

function whereItIsMissing({ announced, saves }: PersonHistory, told: readonly Told[]): string[] {
  const [first] = told;
  const said = announced.find(({ notice }) => notice.eventId === first?.notice.eventId)?.notice;
  if (!first || !said) return [];
  const known = new Set(told.map(({ caseId }) => caseId));
  const before = saves.filter(({ at }) => at < first.savedAt - longestReadingMs);
  const hit = before.filter(({ person }) =>
    Object.entries(said.person).some(([kind, name]) => person[kind as never] === name),
  );
  return [...new Set(hit.map(({ caseId }) => caseId))]
    .filter((caseId) => !known.has(caseId))
    .map((caseId) => `${said.eventId} says that they stay, and ${caseId} does not know it`);
}
