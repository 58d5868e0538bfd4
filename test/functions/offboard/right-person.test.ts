import { describe, expect, it } from 'vitest';
import { caseIdsOf, type Person } from '../../../functions/shared/offboarding/case/person.ts';
import type { Policy } from '../../../functions/shared/offboarding/case/policy.ts';
import { noticeRecord } from '../support/exits-records.ts';
import { createOffboarding } from '../support/offboarding.ts';
import { aNotice, at, ten } from '../support/samples.ts';
import { startWorkspace, type Workspace } from '../support/start-workspace.ts';

describe('another company’s address', () => {
  it('takes nothing, whatever name is before the @', async () => {
    const { leave, attached, workspace } = await company();
    workspace.world.addUser({ userName: 'anna', email: 'anna@corp.example' });
    const { id } = workspace.world.addDesktop({ users: ['anna'] });

    const one = await leave({ email: 'anna@partner.example' });

    expect(one).toMatchObject({
      status: 'held',
      reason: 'email-differs',
      candidates: [{ workspace: 'main', userName: 'anna', email: 'anna@corp.example' }],
    });
    expect(attached(id)).toEqual(['anna']);
  });

  it('beside the user name takes nothing either', async () => {
    const { leave, attached, workspace } = await company();
    workspace.world.addUser({ userName: 'hal', email: 'hal@corp.example' });
    const { id } = workspace.world.addDesktop({ users: ['hal'] });

    const one = await leave({ id: 'E1', userName: 'hal', email: 'hal@partner.example' });

    expect(one).toMatchObject({ status: 'held', reason: 'email-differs', candidates: [{ userName: 'hal' }] });
    expect(attached(id)).toEqual(['hal']);
  });

  it('takes what is the person’s once the mapping says who they are', async () => {
    const { leave, attached, workspace, map, offboarding } = await company();
    const anna = workspace.world.addUser({ userName: 'anna', email: 'anna@corp.example' });
    const { id } = workspace.world.addDesktop({ users: ['anna'] });
    const { caseId } = await leave({ email: 'anna@partner.example' });

    map(anna.id);
    await offboarding.passTime(25 * 3_600_000);

    const closed = await offboarding.caseOf(caseId);
    expect(closed).toMatchObject({ status: 'closed', reason: 'access-gone' });
    expect(closed.candidates).toBeUndefined();
    expect(attached(id)).toEqual([]);
  });

  it('is not looked for among all users: a list by name says it', async () => {
    const { leave, workspace } = await company();
    workspace.world.addUser({ userName: 'anna', email: 'anna@corp.example' });
    workspace.world.addDesktop({ users: ['anna'] });

    await leave({ email: 'anna@corp.example' });

    const lists = workspace.simulator.requests.filter(({ operation }) => operation === 'ListUsers');
    expect(lists.length).toBeGreaterThan(0);
    expect(lists.every(({ query }) => query.includes('user_names='))).toBe(true);
  });

  it('is read of all users only for a rule by address that no name answers', async () => {
    const { leave, workspace, attached } = await company({ identity: ['email'] });
    for (const userName of ['anna', 'b.lee']) workspace.world.addUser({ userName, email: `${userName}@corp.example` });
    workspace.world.addUser({ userName: 'u9', email: 'carol@corp.example' });
    const [own, hers] = ['anna', 'u9'].map((name) => workspace.world.addDesktop({ users: [name] }).id);

    await leave({ email: 'anna@corp.example' });
    const before = unfiltered(workspace);
    await leave({ email: 'carol@corp.example' });

    expect([own, hers].map((id) => attached(id ?? ''))).toEqual([[], []]);
    expect([before, unfiltered(workspace)]).toEqual([0, 1]);
  });

  it.each<[policy: Partial<Policy>, status: string]>([
    [{}, 'held'],
    [{ emailDomains: ['corp.example'] }, 'closed'],
  ])('under %j a user without an address is found by the local part: %s', async (policy, status) => {
    const { leave, workspace } = await company(policy);
    workspace.world.addUser({ userName: 'anna', email: '' });
    workspace.world.addDesktop({ users: ['anna'] });

    expect(await leave({ email: 'anna@corp.example' })).toMatchObject({ status });
  });

  it('changed on Workspace once work has begun does not stop it', async () => {
    const { leave, workspace, attached, offboarding } = await company();
    workspace.world.addUser({ userName: 'anna', email: 'anna@corp.example' });
    const { id } = workspace.world.addDesktop({ users: ['anna'] });
    const no = { kind: 'refusal', status: 400, code: 'WKS.0001', message: 'No.' } as const;
    workspace.simulator.fault({ operation: 'BatchDetachInstances', ...no, times: 1 });
    const { caseId } = await leave({ email: 'anna@corp.example' });
    const user = workspace.world.user('anna');
    if (user) user.email = 'left@corp.example';

    await offboarding.passTime(3_600_000);

    expect(attached(id)).toEqual([]);
    expect(await offboarding.caseOf(caseId)).toMatchObject({ status: 'closed', reason: 'access-gone' });
  });
});

describe('two people of one name', () => {
  it('lose nothing before it is known which of them leaves, and both are named', async () => {
    const { leave, attached, own, other, ids } = await twoOfOneName();

    expect(await leave({ userName: 'u7' })).toMatchObject({
      status: 'held',
      reason: 'several-identities-on-workspace',
      candidates: [
        { userId: 'id-A', domain: 'local.com' },
        { userId: 'id-B', domain: 'partner.local' },
      ],
      desktops: [],
    });
    expect([own, other, ids.shared].map(attached)).toEqual([['u7'], ['u7'], ['u7', 'u7']]);
  });

  it.each(['id-B', 'partner.local\\u7', 'PARTNER.LOCAL\\U7'])('the mapping says which: %s', async (entry) => {
    const { leave, attached, map, own, other, ids, workspace, detached } = await twoOfOneName({
      lockUser: true,
      groups: 'remove',
    });

    map(entry);
    const one = await leave({ userName: 'u7' });

    expect(one).toMatchObject({ status: 'closed', reason: 'access-gone', users: [{ userId: 'id-B' }] });
    expect(new Set(one.desktops.map(({ attachment }) => attachment.userId))).toEqual(new Set(['id-B']));
    expect([own, other].map(attached)).toEqual([['u7'], []]);
    expect(workspace.world.desktop(ids.shared)?.attachments.map(({ userId }) => userId)).toEqual(['id-A']);
    expect(workspace.world.pools[0]?.grants.map(({ objectId }) => objectId)).toEqual(['id-A']);
    expect(workspace.world.groups[0]?.members).toEqual(['u7']);
    expect(workspace.world.users.map(({ id, locked }) => [id, locked])).toEqual([
      ['id-A', false],
      ['id-B', true],
    ]);
    expect(detached).toEqual(new Set(['id-B']));
  });

  it('are told apart by the addresses that Workspace shows', async () => {
    const { leave, attached, own, other } = await twoOfOneName({ groups: 'remove' });

    expect(await leave({ email: 'u7@partner.example' })).toMatchObject({ status: 'closed' });
    expect([own, other].map(attached)).toEqual([['u7'], []]);
  });

  it('lose nothing by a listing that names no ids either', async () => {
    const { leave, map, own, other } = await twoOfOneName({ groups: 'remove' }, { attachmentsShowIds: false });

    map('id-B');
    const one = await leave({ userName: 'u7' });

    // The domain that the listing shows says whose the desktops are.
    expect(one).toMatchObject({ status: 'closed' });
    expect(one.desktops.map(({ desktopId }) => desktopId)).not.toContain(own);
    expect(one.desktops.find(({ desktopId }) => desktopId === other)?.attachment.userId).toBe('id-B');
  });

  it('do not change who is worked on, where the second comes after the first was begun', async () => {
    const { workspace, leave, attached, offboarding } = await company();
    workspace.world.addUser({ userName: 'u7', id: 'id-A' });
    const { id: own } = workspace.world.addDesktop({ users: ['u7'] });
    const no = { kind: 'refusal', status: 400, code: 'WKS.0001', message: 'No.' } as const;
    workspace.simulator.fault({ operation: 'BatchDetachInstances', ...no, times: 1 });
    const { caseId } = await leave({ userName: 'u7' });
    workspace.world.addUser({ userName: 'u7', id: 'id-B', domain: 'partner.local' });
    const { id: other } = workspace.world.addDesktop({ users: ['partner.local\\u7'] });

    await offboarding.passTime(3_600_000);

    expect([own, other].map(attached)).toEqual([[], ['u7']]);
    expect(await offboarding.caseOf(caseId)).toMatchObject({ status: 'closed' });
  });

  it('and a desktop that was found for the one before it was known is not taken with the other’s', async () => {
    const { leave, map, attached, own, other, offboarding } = await twoOfOneName({ approval: { moreThanDesktops: 0 } });
    map('id-A');
    const { caseId } = await leave({ userName: 'u7' });
    map('id-B');

    await offboarding.passTime(25 * 3_600_000);
    const asked = await offboarding.caseOf(caseId);

    expect(asked).toMatchObject({ status: 'held', reason: 'approval' });
    expect(new Set(asked.desktops.map(({ attachment }) => attachment.userId))).toEqual(new Set(['id-B']));
    expect([own, other].map(attached)).toEqual([['u7'], ['u7']]);
  });
});

describe('a user name and an address', () => {
  it('that lead to two different users take nothing', async () => {
    const { leave, attached, workspace } = await company();
    const ids = ['ann', 'bob'].map((userName) => {
      workspace.world.addUser({ userName, email: `${userName}@corp.example` });
      return workspace.world.addDesktop({ users: [userName] }).id;
    });

    expect(await leave({ userName: 'ann', email: 'bob@corp.example' })).toMatchObject({
      status: 'held',
      reason: 'several-identities-on-workspace',
      candidates: [{ userName: 'ann' }, { userName: 'bob' }],
    });
    expect(ids.map(attached)).toEqual([['ann'], ['bob']]);
  });
});

describe('an id that is the user name', () => {
  const sources = { wecom: { identity: ['id'] } } as const;

  it.each([
    ['wecom', 'closed'],
    ['bamboohr', 'held'],
  ])('counts where the policy says so of its source: %s is %s', async (source, status) => {
    const { leave, workspace } = await company({ sources: sources as never });
    workspace.world.addUser({ userName: 'zhang' });
    workspace.world.addDesktop({ users: ['zhang'] });

    expect(await leave({ id: 'zhang' }, source)).toMatchObject({ status });
  });
});

describe('names in another letter case', () => {
  it.each([
    { userNamesTellCase: true },
    { userNamesTellCase: false },
    { userNamesMatch: 'part' as const },
    { userNamesMatch: 'part' as const, userNamesTellCase: false },
  ])('are found, and no other names, where the service has %j', async (assumptions) => {
    const { leave, attached, workspace } = await company({ lockUser: true }, assumptions);
    const ids = ['Mixed.x', 'mixed.xy', 'ann', 'anna'].map(
      (userName) => workspace.world.addDesktop({ users: [userName] }).id,
    );

    const found = await Promise.all([leave({ userName: 'mixed.x' }), leave({ userName: 'ANN' })]);

    expect(found).toMatchObject([{ status: 'closed' }, { status: 'closed' }]);
    expect(ids.map(attached)).toEqual([[], ['mixed.xy'], [], ['anna']]);
    expect(workspace.world.users.map(({ userName, locked }) => [userName, locked])).toEqual([
      ['Mixed.x', true],
      ['mixed.xy', false],
      ['ann', true],
      ['anna', false],
    ]);
  });
});

describe('what is attached under the leaver’s name', () => {
  it.each(['GROUP', 'USER_GROUP'])('stays, where it is a group that Workspace calls %s', async (attachedGroupType) => {
    const { leave, workspace, attached } = await company({}, { attachedGroupType });
    workspace.world.addUser({ userName: 'staff', email: 'staff@corp.example' });
    workspace.world.addGroup({ groupName: 'staff', members: ['ben'] });
    const { id } = workspace.world.addDesktop({ desktopType: 'SHARED', groups: ['staff'] });
    const own = workspace.world.addDesktop({ users: ['staff'] });

    expect(await leave({ userName: 'staff' })).toMatchObject({ status: 'closed', reason: 'access-gone' });
    expect([id, own.id].map(attached)).toEqual([['staff'], []]);
  });

  it('opens a desktop to the members of the group, whatever the group is called', async () => {
    const { leave, workspace } = await company({}, { attachedGroupType: 'USER_GROUP' });
    workspace.world.addGroup({ groupName: 'staff', members: ['ben'] });
    workspace.world.addDesktop({ desktopType: 'SHARED', groups: ['staff'] });

    expect(await leave({ userName: 'ben' })).toMatchObject({ status: 'held', reason: 'access-through-group' });
  });

  it('stays and is shown to a person, where its type is not known', async () => {
    const { leave, workspace, attached, detached } = await company({}, { attachedGroupType: 'ORG_UNIT' });
    const staff = workspace.world.addUser({ userName: 'staff' });
    workspace.world.addGroup({ groupName: 'staff', id: 'ou-1', members: [] });
    const { id } = workspace.world.addDesktop({ desktopType: 'SHARED', groups: ['staff'] });
    const own = workspace.world.addDesktop({ users: ['staff'] });

    expect(await leave({ userName: 'staff' })).toMatchObject({
      status: 'held',
      reason: 'several-identities-on-workspace',
      candidates: [{ userId: 'ou-1', userName: 'staff' }],
    });
    expect([id, own.id].map(attached)).toEqual([['staff'], []]);
    expect(detached).toEqual(new Set([staff.id]));
  });
});

function unfiltered({ simulator }: Workspace): number {
  return simulator.requests.filter(
    ({ operation, query }) => operation === 'ListUsers' && !query.includes('user_names='),
  ).length;
}

async function twoOfOneName(
  policy: Parameters<typeof createOffboarding>[1] = {},
  assumptions: Parameters<typeof company>[1] = {},
) {
  const parts = await company(policy, assumptions);
  const { world } = parts.workspace;
  world.addUser({ userName: 'u7', id: 'id-A', email: 'u7@corp.example' });
  world.addUser({ userName: 'u7', id: 'id-B', email: 'u7@partner.example', domain: 'partner.local' });
  const both = ['u7', 'partner.local\\u7'];
  const [own = '', other = ''] = both.map((name) => world.addDesktop({ users: [name] }).id);
  const { id: shared } = world.addDesktop({ desktopType: 'SHARED', users: both });
  world.addPool({ poolName: 'pool', users: both });
  world.addGroup({ groupName: 'staff', members: both });
  world.addDesktop({ desktopType: 'SHARED', groups: ['staff'] });
  return { ...parts, own, other, ids: { shared } };
}

async function company(
  policy: Parameters<typeof createOffboarding>[1] = {},
  assumptions: NonNullable<Parameters<typeof startWorkspace>[0]>['assumptions'] = {},
) {
  const workspace = await startWorkspace({ assumptions });
  const offboarding = createOffboarding(workspace, policy);
  const { client } = workspace;
  const detached = new Set<string | undefined>();
  offboarding.parts.workspace = {
    ...client,
    batchDetach(targets) {
      for (const { users } of targets) if (users !== 'all') for (const { userId } of users) detached.add(userId);
      return client.batchDetach(targets);
    },
  };
  let said = 0;
  return {
    workspace,
    offboarding,
    /** The ids of those whom detachments were asked for. */
    detached,
    attached: (id: string) => workspace.world.attachedTo(id),
    map: (entry: string) => {
      offboarding.parts.identities = { load: async (people) => people.map(() => [entry]) };
    },
    /** Somebody leaves, and the case as it is then. */
    leave: async (person: Person, source = 'standard-webhooks') => {
      said += 1;
      const record = noticeRecord(aNotice({ person, source, sentAt: at(said / 60), receivedAt: ten }));
      await offboarding.deliver([record]);
      await offboarding.passTime(3 * 60_000);
      const cases = [...(await offboarding.store.load(caseIdsOf(person))).values()];
      const [one] = cases;
      if (!one) throw new Error('There is no case');
      return one;
    },
  };
}
