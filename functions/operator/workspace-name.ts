import * as z from 'zod';
import { mainWorkspace } from '../shared/composition/workspace.ts';
import type { Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { WorkspaceClient } from '../shared/workspace-api/create-workspace-client.ts';
import { CommandError } from './command-error.ts';

/** Which project a command is about, by its name in the configuration. @default the main one */
export const workspaceName = z.string().min(1).default(mainWorkspace);

/** @throws CommandError where there is none of that name */
export function clientOf(workspaces: Workspaces, name: string): WorkspaceClient {
  const client = workspaces.get(name);
  if (client) return client;
  const known = [...workspaces.keys()].join(', ');
  throw new CommandError('unknown-workspace', `There is no workspace ${name}; there are: ${known}`);
}
