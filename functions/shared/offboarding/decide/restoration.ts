import * as z from 'zod';
import type { OffboardingCase } from '../case/offboarding-case.ts';

const instant = z.iso.datetime({ offset: true });

/** The times of an undo, ISO 8601 UTC. */
export const restoration = z.object({
  askedAt: instant,
  /** When Workspace was asked for the first part of it. */
  begunAt: z.optional(instant),
  /** When it was asked for the last. */
  givenBackAt: z.optional(instant),
  /** When a reading showed that everything is back that can be. */
  verifiedAt: z.optional(instant),
});

export type Restoration = z.infer<typeof restoration>;

/** Undefined of a case that undoes none. */
export function restorationOf(one: OffboardingCase): Restoration | undefined {
  if (one.undoes === undefined) return undefined;
  const { openedAt: askedAt, status, desktops, users, access } = one;
  const asked = [
    ...desktops.flatMap((record) => [
      record.restoreRequestedAt,
      record.restoreEipRequestedAt,
      record.restorePowerRequestedAt,
    ]),
    ...[...users, ...access].map(({ restoreRequestedAt }) => restoreRequestedAt),
  ];
  const verified = [
    ...desktops.flatMap((record) => [
      record.restoreVerifiedAt,
      record.restoreEipVerifiedAt,
      record.restorePowerVerifiedAt,
    ]),
    ...[...users, ...access].map(({ restoreVerifiedAt }) => restoreVerifiedAt),
  ];
  return {
    askedAt,
    begunAt: inOrder(asked).at(0),
    givenBackAt: inOrder(asked).at(-1),
    verifiedAt: status === 'restored' ? inOrder(verified).at(-1) : undefined,
  };
}

function inOrder(times: readonly (string | undefined)[]): string[] {
  return times.flatMap((at) => at ?? []).toSorted((a, b) => Date.parse(a) - Date.parse(b));
}
