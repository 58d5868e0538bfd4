import * as z from 'zod/mini';

/** A user of a Workspace project whom a person may be, as a reading shows them. */
export const candidate = z.object({
  workspace: z.string(),
  /** Absent if Workspace shows no id: only then is a user told by the name. */
  userId: z.optional(z.string()),
  userName: z.string(),
  /** A project may have several domains, and a user of the same name in each. */
  domain: z.optional(z.string()),
  email: z.optional(z.string()),
});

export type Candidate = z.infer<typeof candidate>;

/** Letter case does not tell names apart in the directories behind Workspace (AD), nor does the form of an accented letter. */
export function isSameName(a: string, b: string): boolean {
  return folded(a) === folded(b);
}

export function folded(name: string): string {
  return name.normalize('NFC').toLowerCase();
}

/** Whether two readings show the same user: by the id if both show one, and else by the name and the domain. */
export function isSameUser(a: Omit<Candidate, 'workspace'>, b: Omit<Candidate, 'workspace'>): boolean {
  if (a.userId !== undefined && b.userId !== undefined) return isSameName(a.userId, b.userId);
  return isSameName(a.userName, b.userName) && mayBeOneDomain(a.domain, b.domain);
}

/** What does not say its domain may be in any. */
export function mayBeOneDomain(a: string | undefined, b: string | undefined): boolean {
  return !a || !b || isSameName(a, b);
}
