import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { ScheduledEvent } from 'aws-lambda';
import * as z from 'zod';
import {
  createWorkspaces,
  deadlineOf,
  workspaceConfiguration,
  workspaceEnvironment,
} from '../shared/composition/workspace.ts';
import { createAccessIndexStore } from '../shared/ledger/access-index-store.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfiguration } from '../shared/runtime/configuration.ts';
import { documents } from '../shared/runtime/documents.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { refreshAccess } from './refresh-access.ts';

const environment = readEnvironment(z.object({ ...workspaceEnvironment, LEDGER_TABLE: z.string().min(1) }));
const configuration = readConfiguration(z.strictObject({ workspace: workspaceConfiguration }));
const index = createAccessIndexStore(documents, environment.LEDGER_TABLE);
const workspacesUntil = createWorkspaces({ environment, configuration }, systemClock);

/** Every minute: reads on in the index of pools and groups where somebody waits for it. A failure is for the alarm. */
export const handler = middy<ScheduledEvent, Awaited<ReturnType<typeof refreshAccess>>>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (_event, context) => {
    const deadline = deadlineOf(context, systemClock);
    const workspaces = workspacesUntil(deadline);
    const read = await refreshAccess({ workspaces, index, clock: systemClock, log: logger, deadline });
    if (Object.keys(read.projects).length > 0) logger.info('Read pools and groups', read);
    if (read.failed.length > 0) throw new Error(`Pools or groups cannot be listed: ${read.failed.join(', ')}`);
    return read;
  });
