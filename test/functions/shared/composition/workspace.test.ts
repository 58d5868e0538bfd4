import type { Context } from 'aws-lambda';
import { describe, expect, it, vi } from 'vitest';
import {
  createWorkspaces,
  deadlineOf,
  projectsOf,
  type WorkspaceSettings,
} from '../../../../functions/shared/composition/workspace.ts';
import { logger } from '../../../../functions/shared/runtime/logger.ts';
import { createFakeClock } from '../../support/fake-clock.ts';
import { startSecretsManager } from '../../support/start-secrets-manager.ts';
import { startWorkspace, type Workspace } from '../../support/start-workspace.ts';

type Further = WorkspaceSettings['configuration']['workspace']['further'];

describe('the deadline of an invocation', () => {
  const clock = createFakeClock();

  it('leaves ten seconds to save what was found', () => {
    expect(deadlineOf(contextWith(120_000), clock)).toBe(clock.now() + 110_000);
  });

  it('is now where no time is left', () => {
    expect(deadlineOf(contextWith(5_000), clock)).toBe(clock.now());
  });
});

describe('the Workspace client of a function', () => {
  it('takes its key from Secrets Manager, once', async () => {
    const workspace = await startWorkspace();
    const { world, clock, simulator } = workspace;
    const secret = await startSecretsManager(secretOf(simulator));
    world.addUser({ userName: 'ann' });

    const client = clientOf(settingsOf(workspace), clock)(Infinity);

    expect(await countUsers(client)).toBe(1);
    expect(await countUsers(client)).toBe(1);
    expect(secret.fetched).toBe(1);
  });

  it('takes a key that replaced the one that Workspace refuses', async () => {
    const workspace = await startWorkspace();
    const { clock, simulator } = workspace;
    const secret = await startSecretsManager(secretOf({ ...simulator, secretKey: 'replaced-since' }));
    const client = clientOf(settingsOf(workspace), clock)(Infinity);
    await expect(countUsers(client)).rejects.toMatchObject({ kind: 'unauthenticated' });

    secret.text = secretOf(simulator);
    clock.advance(60_000);

    expect(await countUsers(client)).toBe(0);
  });

  it.each(['', 'not JSON', '{"accessKey":"AK"}', '{"accessKey":"","secretKey":"SK"}'])(
    'says how a secret must be that holds %j, and not what it holds',
    async (text) => {
      const workspace = await startWorkspace();
      await startSecretsManager(text || ' ');
      const client = clientOf(settingsOf(workspace), workspace.clock)(Infinity);

      const error = await countUsers(client).catch((caught: unknown) => caught);

      const words = messagesOf(error);
      expect(words).toContain('must hold {"accessKey":"…","secretKey":"…"}');
      expect(words).not.toMatch(/not JSON|AK|SK/);
    },
  );

  it.each(['{}', '{"accessKey":"AK ","secretKey":"SK"}'])(
    'takes a secret that was put right without a new start: %s',
    async (text) => {
      const workspace = await startWorkspace();
      const { clock, simulator } = workspace;
      const secret = await startSecretsManager(text);
      const client = clientOf(settingsOf(workspace), clock)(Infinity);
      await expect(countUsers(client)).rejects.toMatchObject({ kind: 'no-credentials' });

      secret.text = secretOf(simulator);
      clock.advance(60_000);

      expect(await countUsers(client)).toBe(0);
    },
  );

  it('calls nothing any more after the deadline of its invocation', async () => {
    const workspace = await startWorkspace();
    await startSecretsManager(secretOf(workspace.simulator));
    const until = clientOf(settingsOf(workspace), workspace.clock);
    const { clock } = workspace;

    await expect(countUsers(until(clock.now()))).rejects.toMatchObject({ kind: 'out-of-time' });
    expect(await countUsers(until(clock.now() + 60_000))).toBe(0);
  });

  it('has one for each further project, with the key that is its own where there is one', async () => {
    const main = await startWorkspace();
    const branch = await startWorkspace({ accessKey: 'AKBRANCH', secretKey: 'SKBRANCH' });
    const keys = JSON.parse(secretOf(main.simulator)) as Record<string, unknown>;
    const { accessKey, secretKey } = branch.simulator;
    await startSecretsManager(JSON.stringify({ ...keys, further: { branch: { accessKey, secretKey } } }));
    branch.world.addUser({ userName: 'ann' });
    const { url: endpoint, projectId } = branch.simulator;
    const settings = settingsOf(main, [{ name: 'branch', endpoint, projectId }]);

    const workspaces = createWorkspaces(settings, main.clock)(Infinity);

    const counts = await Promise.all([...workspaces.values()].map(countUsers));
    expect([...workspaces.keys()]).toEqual(['main', 'branch']);
    expect(counts).toEqual([0, 1]);
  });

  it('has further projects where this machine says they are, and else where they are configured', async () => {
    const [elsewhere, here] = [{ name: 'branch', endpoint: 'https://b.example', projectId: 'b' }, 'http://127.0.0.1:1'];
    const { environment, configuration } = settingsOf(await startWorkspace(), [elsewhere]);
    const moved = { ...environment, WORKSPACE_FURTHER: [{ ...elsewhere, endpoint: here }] };

    const endpoints = [environment, moved].map((each) =>
      projectsOf({ environment: each, configuration }).map(({ endpoint }) => endpoint),
    );

    expect(endpoints).toEqual([
      [environment.WORKSPACE_ENDPOINT, 'https://b.example'],
      [environment.WORKSPACE_ENDPOINT, here],
    ]);
  });

  it('logs each call without keys or bodies', async () => {
    const workspace = await startWorkspace();
    await startSecretsManager(secretOf(workspace.simulator));
    const info = vi.spyOn(logger, 'info').mockImplementation(() => {});

    await countUsers(clientOf(settingsOf(workspace), workspace.clock)(Infinity));

    expect(info).toHaveBeenCalledWith('Workspace call', {
      workspace: 'main',
      operation: 'ListUsers',
      attempt: 1,
      ms: 0,
      status: 200,
      requestId: expect.any(String) as string,
      outcome: 'ok',
    });
    info.mockRestore();
  });
});

/** The client of the only project. */
function clientOf(...given: Parameters<typeof createWorkspaces>) {
  const until = createWorkspaces(...given);
  return (deadline: number) => until(deadline).get('main') as Workspace['client'];
}

function settingsOf({ simulator }: Workspace, further: Further = []): WorkspaceSettings {
  const budget = { writesPerMinute: 100, readsPerMinute: 200, share: 1 };
  return {
    environment: {
      WORKSPACE_ENDPOINT: simulator.url,
      WORKSPACE_PROJECT_ID: simulator.projectId,
      WORKSPACE_FURTHER: 'configured',
      WORKSPACE_SECRET_ID: 'workspace-secret',
    },
    configuration: { workspace: { region: 'ap-southeast-3', further, budget } },
  };
}

function secretOf({ accessKey, secretKey }: { accessKey: string; secretKey: string }): string {
  return JSON.stringify({ accessKey, secretKey });
}

async function countUsers(client: Workspace['client']): Promise<number> {
  let count = 0;
  for await (const page of client.listUsers()) count += page.length;
  return count;
}

function contextWith(remainingMs: number): Context {
  return { getRemainingTimeInMillis: () => remainingMs } as Context;
}

/** The messages of an error and of all its causes. */
function messagesOf(error: unknown): string {
  return error instanceof Error ? `${error.message} ${messagesOf(error.cause)}` : '';
}
