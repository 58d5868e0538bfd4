import { describe, expect, test } from 'vitest';
import { readAttachments, readKnownUsers } from '../../../../functions/shared/desktops/read-attachments.ts';
import type { WorkspaceClient } from '../../../../functions/shared/workspace-api/create-workspace-client.ts';
import type { DesktopDetail } from '../../../../functions/shared/workspace-api/desktops.ts';
import { WorkspaceError } from '../../../../functions/shared/workspace-api/errors.ts';

/** A Workspace that compares names exactly and refuses every call that `refuses` says. */
function workspaceOf(users: string[][], refuses: (names: readonly string[]) => boolean = () => false) {
  const calls: string[][] = [];
  const answer = (names: readonly string[]) => {
    calls.push([...names]);
    if (names.length > 100 || refuses(names)) throw refusal();
  };
  const client = {
    async *listDesktopDetails({ userNames }: { userNames: string[] }) {
      answer(userNames);
      const found = users.map(desktopOf).filter(({ user_list }) => user_list.some((name) => userNames.includes(name)));
      if (found.length > 0) yield found;
    },
    async *listUsers({ userNames }: { userNames: string[] }) {
      answer(userNames);
      const found = users.flat().filter((name) => userNames.includes(name));
      if (found.length > 0) yield found.map((user_name) => ({ user_name }));
    },
    async *listDesktops() {
      answer([]);
      yield [];
    },
  };
  return { workspace: client as unknown as WorkspaceClient, calls };
}

function desktopOf(names: string[], index: number) {
  const attach_user_infos = names.map((user_name) => ({ user_name, type: 'USER' }));
  const desktop = { desktop_id: `desktop-${index}`, attach_state: 'ATTACHED', attach_user_infos };
  return { ...desktop, user_list: names } as DesktopDetail & { user_list: string[] };
}

function refusal(): WorkspaceError {
  return new WorkspaceError({
    kind: 'not-found',
    code: 'WKS.00170312',
    operation: 'ListDesktopsDetail',
    message: 'refused',
    retryable: false,
    applied: 'no',
    httpStatus: 400,
  });
}

const manyNames = (count: number) => Array.from({ length: count }, (_, index) => `user${index}`);

describe('reading who is attached to what', () => {
  test('answers for everybody asked for', async () => {
    const { workspace } = workspaceOf([['ann', 'bob'], ['bob']]);
    const attached = await readAttachments(workspace, ['ann', 'bob', 'eve']);
    expect([...attached].map(([name, desktops]) => [name, desktops.map(({ desktopId }) => desktopId)])).toEqual([
      ['ann', ['desktop-0']],
      ['bob', ['desktop-0', 'desktop-1']],
      ['eve', []],
    ]);
  });

  test('finds a name that Workspace writes with capitals, as it was given and otherwise', async () => {
    const { workspace } = workspaceOf([['Ann.Lee'], ['bob']]);
    const attached = await readAttachments(workspace, ['Ann.Lee', 'BOB']);
    expect([...attached.values()].map(({ length }) => length)).toEqual([1, 1]);
    expect(await readKnownUsers(workspace, ['Ann.Lee'])).toEqual(new Map([['Ann.Lee', true]]));
  });

  test('counts a desktop once that is found by several of its users, in one call or two', async () => {
    const names = manyNames(150);
    const { workspace, calls } = workspaceOf([['user0', 'user149']]);
    const attached = await readAttachments(workspace, names);
    expect(calls.map(({ length }) => length)).toEqual([100, 50]);
    expect(attached.get('user0')).toHaveLength(1);
    expect(attached.get('user149')).toHaveLength(1);
  });

  test('does not let a name that Workspace refuses hold up the others', async () => {
    const { workspace } = workspaceOf([['ann']], (names) => names.includes('?'));
    const attached = await readAttachments(workspace, ['eve', '?', 'ann']);
    expect(attached.get('ann')).toHaveLength(1);
    expect(attached.get('?')).toEqual([]);
  });

  test('fails where not the name but everything is refused, as with a wrong project', async () => {
    const { workspace } = workspaceOf([['ann']], () => true);
    await expect(readAttachments(workspace, ['ann'])).rejects.toThrow(WorkspaceError);
    await expect(readKnownUsers(workspace, ['ann', 'eve'])).rejects.toThrow(WorkspaceError);
  });
});
