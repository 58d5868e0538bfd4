import { type CallRecord } from '../../../../../functions/shared/workspace-api/call/call.ts';
import {
  createWorkspaceClient,
  type WorkspaceClientOptions,
} from '../../../../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../../../../functions/shared/workspace-api/credentials/credentials.ts';
import type { FakeApi } from './fake-api.ts';
import { createFakeClock } from './fake-clock.ts';

export const projectId = '0e69423d4400f4a82f67c0059a1e4cc8';
export const keys = { accessKey: 'AKFORTESTS', secretKey: 'sk-for-tests-that-nobody-may-print' };

/** A client of the fake API under a fake clock, with what it reported. Retries wait for half of what they may. */
export function clientOf(api: FakeApi, options: Partial<WorkspaceClientOptions> = {}) {
  const clock = createFakeClock();
  const calls: CallRecord[] = [];
  const client = createWorkspaceClient({
    endpoint: api.url,
    projectId,
    credentials: staticCredentials(keys),
    clock,
    random: () => 0.5,
    onCall: (call) => calls.push(call),
    ...options,
  });
  return { client, clock, calls };
}

export async function collect<T>(pages: AsyncIterable<T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
