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
  const merged = new Map<string, Map<string, DetachUser> | 'all'>();
  for (const { desktopId, users } of targets) {
    const known = merged.get(desktopId) ?? new Map<string, DetachUser>();
    if (users === 'all') merged.set(desktopId, 'all');
    else if (known !== 'all') {
      for (const user of users) known.set(keyOf(user), { ...known.get(keyOf(user)), ...user });
      merged.set(desktopId, known);
    }
  }
  return [...merged].map(([desktopId, users]) => ({ desktopId, users: users === 'all' ? users : [...users.values()] }));
}

/** Who is the same user or group of a desktop: two users of one name have an id each. */
export function keyOf({ userId = '', userName, domain = '', type = 'USER' }: DetachUser): string {
  return `${type} ${domain} ${userName} ${userId}`;
}
