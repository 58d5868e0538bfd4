import type { WorldHandle } from '../workspace-simulator/world/world-handle.ts';

export type TestPerson = { id: string; userName: string; email: string };

let people = 0;

/** Somebody nobody has met yet, with names that nothing else looks like, so that the logs can be searched for them. */
export function newPerson(): TestPerson {
  people += 1;
  const userName = `pat.doe-${people}`;
  return { id: `E-${people}-of-staff`, userName, email: `${userName}@example.com` };
}

/** The same with a Workspace user of that name. */
export function newEmployee(world: WorldHandle): TestPerson {
  const one = newPerson();
  world.addUser({ userName: one.userName, email: one.email });
  return one;
}
