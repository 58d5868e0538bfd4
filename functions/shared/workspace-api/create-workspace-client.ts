import { type Clock, systemClock } from '../runtime/clock.ts';
import { type BudgetOptions, createBudget } from './call/budget.ts';
import { type AboutToWrite, type Caller, type CallRecord, createCaller } from './call/call.ts';
import { type Endpoints, endpointsFrom } from './call/endpoints.ts';
import { createTransport, type Transport } from './call/transport.ts';
import { withProjectCheck } from './call/with-project-check.ts';
import type { CredentialSource } from './credentials/credentials.ts';
import { attachOperations } from './operations/attach.ts';
import { desktopActions } from './operations/desktop-actions.ts';
import { desktopReads } from './operations/desktops.ts';
import { detachOperations } from './operations/detach.ts';
import { eipOperations } from './operations/eips.ts';
import { groupOperations } from './operations/groups.ts';
import { poolOperations } from './operations/pools.ts';
import { publicIpOperations } from './operations/public-ips.ts';
import { tagReads } from './operations/tags.ts';
import { userOperations } from './operations/users.ts';

export type WorkspaceClientOptions = {
  /** e.g. https://workspace.ap-southeast-1.myhuaweicloud.com */
  endpoint: string;
  /** Where another service is not beside Workspace. */
  endpoints?: Partial<Endpoints>;
  projectId: string;
  credentials: CredentialSource;
  /** @default 100 writes and 200 reads of each API a minute, all of it for this client */
  budget?: BudgetOptions;
  /** Epoch ms after which nothing may be awaited any more: the Lambda's end less a margin. @default never */
  deadline?: () => number;
  /** @default the system's */
  clock?: Clock;
  /** Told of every HTTP attempt. */
  onCall?: (call: CallRecord) => void;
  /**
   * The last word before every HTTP attempt of a write: once it has its turn, its credentials
   * and time. When this throws, nothing is sent and the result is `failed` with the code and `retryable` of the
   * WorkspaceError thrown (see `stopped`), or with Client.Stopped, retryable, for any other. @default lets all go
   */
  beforeWrite?: (write: AboutToWrite) => Promise<void>;
  /** @default one of its own */
  transport?: Transport;
  /** 0 ≤ random < 1; spreads retries. @default Math.random */
  random?: () => number;
};

export type WorkspaceClient = ReturnType<typeof createWorkspaceClient>;

/**
 * Everything this product does with Huawei Cloud Workspace.
 *
 * Reads are generators of pages, or promises, and throw WorkspaceError. Writes take any number of desktops and give
 * one DesktopResult for each; they never throw for what the API says. What became of a write that ends `unknown`, the next
 * reading shows; only of `logOffDesktops` no reading can.
 *
 * @throws TypeError when an option cannot be right
 */
export function createWorkspaceClient(options: WorkspaceClientOptions) {
  const caller = createWorkspaceCaller(options);
  return {
    ...desktopReads(caller),
    ...detachOperations(caller),
    ...attachOperations(caller),
    ...desktopActions(caller),
    ...eipOperations(caller),
    ...userOperations(caller),
    ...groupOperations(caller),
    ...poolOperations(caller),
    ...tagReads(caller),
    ...publicIpOperations(caller),
  };
}

function createWorkspaceCaller(options: WorkspaceClientOptions): Caller {
  const { clock = systemClock, deadline = () => Infinity, random = Math.random, projectId } = options;
  if (!/^[\w-]{1,255}$/.test(projectId)) {
    throw new TypeError('WORKSPACE_PROJECT_ID must be the id of a project: letters, digits, hyphens and underscores.');
  }
  const caller = createCaller({
    endpoints: endpointsFrom(options.endpoint, options.endpoints),
    projectId,
    credentials: options.credentials,
    transport: options.transport ?? createTransport(),
    budget: createBudget(clock, options.budget),
    clock,
    deadline,
    random,
    ...(options.onCall && { onCall: options.onCall }),
    ...(options.beforeWrite && { beforeWrite: options.beforeWrite }),
  });
  return withProjectCheck(caller, projectId);
}
