export type DetachUser = {
  /** Send both id and name where both are known: documents disagree on which is required. */
  userId?: string;
  userName: string;
  userGroup?: string;
  domain?: string;
  /** @default 'USER' */
  type?: 'USER' | 'GROUP';
};

export type DetachTarget = { desktopId: string; users: readonly DetachUser[] | 'all' };

/** One target a desktop: users add up, each once, and 'all' takes in everybody. */
export function mergeTargets(targets: readonly DetachTarget[]): DetachTarget[] {
  const merged = new Map<string, readonly DetachUser[] | 'all'>();
  for (const { desktopId, users } of targets) {
    const known = merged.get(desktopId) ?? [];
    merged.set(desktopId, users === 'all' || known === 'all' ? 'all' : eachUserOnce([...known, ...users]));
  }
  return [...merged].map(([desktopId, users]) => ({ desktopId, users }));
}

/** What several targets say of one user or group, together. */
export function eachUserOnce<User extends DetachUser>(users: readonly User[]): User[] {
  const merged: User[] = [];
  for (const user of users) {
    const index = merged.findIndex((known) => isSameTarget(known, user));
    if (index < 0) merged.push(user);
    else merged[index] = { ...merged[index], ...user };
  }
  return merged;
}

/** Who is the same user or group of a desktop. Two users of one name have an id each. */
export function isSameTarget(a: DetachUser, b: DetachUser): boolean {
  if (nameOf(a) !== nameOf(b)) return false;
  return a.userId === undefined || b.userId === undefined || a.userId === b.userId;
}

function nameOf({ userName, domain = '', type = 'USER' }: DetachUser): string {
  return `${type} ${domain} ${userName}`;
}
