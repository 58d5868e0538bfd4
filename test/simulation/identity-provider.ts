import { openDirectory } from '../../functions/scim/user-directory.ts';
import type { ExitNotice } from '../../functions/shared/offboarding/notices/exit-notice.ts';
import { type Announced, drawArrivals, type SimulatedPerson } from './people.ts';
import type { Random } from './random.ts';
import { createSimulatedUserStore } from './simulated-user-store.ts';

/** What an identity provider does to somebody who works there, and to somebody who does not: each its whole request or two. */
const exits = [
  'off',
  'bin-then-off',
  'off-then-bin',
  'bin-and-off',
  'strip-and-off',
  'rename-and-off',
  'delete',
] as const;
const returns = ['on', 'post', 'delete-then-post', 'start-over'] as const;

type Deed = (typeof exits)[number] | (typeof returns)[number];

/**
 * An identity provider that keeps somebody by SCIM: lets them go and takes them back, renames them as Entra does before its
 * recycle bin, clears or renames the profile in the request that lets them go, deletes and creates them anew. The directory is the real one, so that what it makes of all that is what comes in.
 * Whether they work there in the end is noted on the person, for an invariant to hold the notices to.
 */
export async function provision(
  random: Random,
  person: SimulatedPerson,
  from: number,
  until: number,
): Promise<Announced[]> {
  const provider = await createProvider(person, from - 1);
  const count = random.pick([1, 2, 2, 3, 4, 5]);
  const times = Array.from({ length: count }, () => random.int(from, until)).toSorted((a, b) => a - b);
  for (const [index, time] of times.entries()) {
    const deed = random.pick<Deed>(index % 2 === 0 ? exits : returns);
    await provider.does(deed, time + 10 * index);
  }
  person.works = count % 2 === 0;
  return provider.notices.map((notice) => ({
    notice,
    arrivals: drawArrivals(random, Date.parse(notice.sentAt), until),
  }));
}

async function createProvider({ number, userName }: SimulatedPerson, createdAt: number) {
  const store = createSimulatedUserStore();
  const notices: ExitNotice[] = [];
  const [email, externalId] = [`${userName}@example.com`, `E${number}`];
  const binned = `${String(number).padStart(32, '0')}${email}`;
  let id = '';

  /** Ids are drawn anew for every run, events are not. */
  async function announce(notice: ExitNotice): Promise<void> {
    notices.push({ ...notice, eventId: `scim-${number}-${notices.length}` });
  }
  const at = (now: number) => openDirectory({ store, announce, now, keyId: 'current' });
  const change = (now: number, said: object) => at(now).change(id, () => said);
  const post = async (now: number, known: object = { externalId, email }) => {
    ({ id } = await at(now).create({ userName: email, ...known }));
  };
  const isThere = async () => (await store.get(id)).user !== undefined;
  const remove = async (now: number) => ((await isThere()) ? at(now).remove(id) : undefined);

  const deeds: Record<Deed, (now: number) => Promise<unknown>> = {
    off: (now) => change(now, { active: false }),
    'bin-then-off': async (now) => [await change(now, { userName: binned }), await change(now + 1, { active: false })],
    'off-then-bin': async (now) => [await change(now, { active: false }), await change(now + 1, { userName: binned })],
    'bin-and-off': (now) => change(now, { active: false, userName: binned }),
    'strip-and-off': (now) => change(now, { active: false, email: undefined, externalId: undefined }),
    'rename-and-off': (now) => change(now, { active: false, userName: `gone-${number}`, email: undefined }),
    delete: remove,
    on: async (now) => ((await isThere()) ? change(now, { active: true, userName: email, email }) : post(now)),
    post,
    'delete-then-post': async (now) => [await remove(now), await post(now + 1)],
    /** Without the id: it finds by the name, as far as the recycle bin has left it. */
    'start-over': (now) => post(now, {}),
  };
  await post(createdAt);
  return { notices, does: (deed: Deed, now: number) => deeds[deed](now) };
}
