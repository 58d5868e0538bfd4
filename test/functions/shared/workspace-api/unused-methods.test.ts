import { globSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createWorkspaceClient } from '../../../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../../../functions/shared/workspace-api/credentials/credentials.ts';

/** Kept for what will call them: the README of the client's folder says what. */
const calledSoon = ['detachDesktops', 'listDesktopTags', 'listPublicIps', 'releasePublicIp'];

const client = createWorkspaceClient({
  endpoint: 'https://workspace.example.com',
  projectId: 'p1',
  credentials: staticCredentials({ accessKey: 'a', secretKey: 's' }),
});

it('every method of the client is called by a function, or kept for what will call it', () => {
  const callers = globSync('functions/**/*.ts', { exclude: ['functions/shared/workspace-api/**'] });
  const source = callers.map((file) => readFileSync(file, 'utf8')).join('\n');
  const uncalled = Object.keys(client).filter((method) => !new RegExp(`\\.${method}\\b`).test(source));
  expect(uncalled.toSorted()).toEqual(calledSoon);
});
