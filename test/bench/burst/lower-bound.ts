/** What is to be done. Every desktop has an EIP. */
export type Burst = {
  /** Who leaves, each from one desktop. */
  people: number;
  /** Desktops of two of them; all else are one person's. */
  shared: number;
  /** Desktops of people who stay. */
  others: number;
};

/** Calls by operation. */
export type Calls = Record<string, number>;

const perCall = 100;
/** Before the detachment, and after it. */
const looks = 2;

/**
 * The fewest calls that do it with proof: everybody is looked for before and after, who they are once, and who is left on a
 * desktop where an EIP is at stake. The bound EIPs are read whole once a run, and a run takes a hundred people. Whether a pool is open
 * to them is confirmed for everybody by one reading of the pools, of which there are none, after the last of them was gone.
 */
export function lowerBound({ people, shared }: Burst): Calls {
  const runs = Math.ceil(people / perCall);
  const callsForDesktops = Math.ceil((people - shared) / perCall);
  return {
    ListDesktopsDetail: looks * runs,
    ListUsers: runs,
    ListDesktopPools: 1,
    ListDesktopsEips: looks * runs,
    ListDesktops: callsForDesktops,
    BatchDetachInstances: callsForDesktops,
    BatchDisassociateDesktopsEip: callsForDesktops,
  };
}

/** The most that is let pass: a little more, and the pools once a run, since the people of another may be gone later. */
export function mostAllowed(burst: Burst): Calls {
  const most = Object.entries(lowerBound(burst)).map(([name, count]) => [name, Math.floor(1.1 * count)]);
  return { ...Object.fromEntries(most), ListDesktopPools: Math.ceil(burst.people / perCall) };
}

/** The same where each person is worked on alone, as a function for one event does it. */
export function onePersonACall({ people, shared }: Burst): Calls {
  return {
    ListDesktopsDetail: looks * people,
    ListUsers: people,
    ListDesktopPools: people,
    ListDesktopsEips: looks * people,
    ListDesktops: people,
    BatchDetachInstances: people,
    BatchDisassociateDesktopsEip: people - shared,
  };
}

export function total(calls: Calls): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}

const callsAMinute = { read: 200, write: 100 };

/** How long the service's own allowance makes these calls last at least, in seconds: the first minute's are free at once. */
export function secondsAllowed(calls: Calls): number {
  const minutes = Object.entries(calls).map(([operation, count]) => {
    return Math.ceil(count / callsAMinute[operation.startsWith('List') ? 'read' : 'write']) - 1;
  });
  return 60 * Math.max(0, ...minutes);
}
