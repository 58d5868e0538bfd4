import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import * as z from 'zod';
import { createGuardsByFlow } from '../shared/composition/guards.ts';
import {
  createWorkspaces,
  deadlineOf,
  projectsOf,
  workspaceConfiguration,
  workspaceEnvironment,
} from '../shared/composition/workspace.ts';
import { createAccessIndexStore } from '../shared/ledger/access-index-store.ts';
import { createCaseExport } from '../shared/ledger/case-export.ts';
import { createCasePages } from '../shared/ledger/case-pages.ts';
import { createCaseSaver } from '../shared/ledger/case-saver.ts';
import { createCaseStore } from '../shared/ledger/case-store.ts';
import { createEipLedger } from '../shared/ledger/eip-ledger.ts';
import { createGuardStore } from '../shared/ledger/guard-store.ts';
import { createIdentityStore } from '../shared/ledger/identity-store.ts';
import { policy } from '../shared/offboarding/case/policy.ts';
import { systemClock } from '../shared/runtime/clock.ts';
import { readConfiguration } from '../shared/runtime/configuration.ts';
import { documents } from '../shared/runtime/documents.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { logger } from '../shared/runtime/logger.ts';
import { createQueue } from '../shared/runtime/queue.ts';
import { readQueueDepth } from '../shared/runtime/queue-depth.ts';
import { sqs } from '../shared/runtime/sqs.ts';
import { WorkspaceError } from '../shared/workspace-api/call/errors.ts';
import { identifyCaller } from './caller/identify-caller.ts';
import type { CommandAnswer } from './command.ts';
import { CommandError } from './command-error.ts';
import { approve, reject } from './commands/approve.ts';
import { cancel } from './commands/cancel.ts';
import { detach } from './commands/detach.ts';
import { doctor } from './commands/doctor.ts';
import { exportCases } from './commands/export-cases.ts';
import { importIdentities, removeIdentity, showIdentity } from './commands/identities.ts';
import { list } from './commands/list.ts';
import { offboard } from './commands/offboard.ts';
import { plan, planAll } from './commands/plan.ts';
import { clearQuarantine, setQuarantine, showQuarantine } from './commands/quarantine.ts';
import { rebindEip } from './commands/rebind-eip.ts';
import { status } from './commands/status.ts';
import { unbindEips } from './commands/unbind-eips.ts';
import { undo } from './commands/undo.ts';

const environment = readEnvironment(
  z.object({
    ...workspaceEnvironment,
    LEDGER_TABLE: z.string().min(1),
    EXITS_QUEUE_URL: z.url(),
    OUTCOMES_QUEUE_URL: z.url(),
    /** Where proofs of who calls are presented; nowhere on this machine. */
    STS_ENDPOINT: z.union([z.literal('none'), z.url()]),
  }),
);
const configuration = readConfiguration(
  z.strictObject({ workspace: workspaceConfiguration, policy, keepDays: z.int().positive() }),
);
const cases = createCaseStore(documents, environment.LEDGER_TABLE, { keepDays: configuration.keepDays });
const eips = createEipLedger(documents, environment.LEDGER_TABLE);
const identities = createIdentityStore(documents, environment.LEDGER_TABLE);
const index = createAccessIndexStore(documents, environment.LEDGER_TABLE);
const exits = createQueue(sqs, environment.EXITS_QUEUE_URL);
const outcomes = createQueue(sqs, environment.OUTCOMES_QUEUE_URL);
const pages = createCasePages(documents, environment.LEDGER_TABLE);
const period = createCaseExport(documents, environment.LEDGER_TABLE);
const depths = {
  exits: () => readQueueDepth(sqs, environment.EXITS_QUEUE_URL),
  outcomes: () => readQueueDepth(sqs, environment.OUTCOMES_QUEUE_URL),
};
const saver = createCaseSaver({ store: cases, outcomes, log: logger });
const guards = createGuardsByFlow((flow) => createGuardStore(documents, environment.LEDGER_TABLE, flow), {
  outcomes,
  policy: configuration.policy,
});
// All that a command itself takes away are EIPs without a case.
const workspacesUntil = createWorkspaces({ environment, configuration }, systemClock, guards.savings);

const identification = {
  sts: environment.STS_ENDPOINT === 'none' ? undefined : environment.STS_ENDPOINT,
  approval: configuration.policy.approval,
};

const commands = new Map(
  Object.entries({
    offboard,
    detach,
    cancel,
    plan,
    'plan-all': planAll,
    approve,
    reject,
    undo,
    status,
    list,
    'quarantine-set': setQuarantine,
    'quarantine-clear': clearQuarantine,
    'quarantine-show': showQuarantine,
    export: exportCases,
    doctor,
    'unbind-eips': unbindEips,
    'rebind-eip': rebindEip,
    'identities-import': importIdentities,
    'identities-show': showIdentity,
    'identities-remove': removeIdentity,
  }),
);

/** What a person sends: `{ "command": "status", "by": "who asks", "input": { … } }`, and what proves who they are. */
const invocation = z
  .strictObject({
    command: z.enum([...commands.keys()]),
    /** A note of who asks. @default the identity that is proven */
    by: z.string().min(1).max(255).optional(),
    input: z.unknown().optional(),
    /** A presigned request to STS: see `identifyCaller`. */
    proof: z.string().max(16_384).optional(),
  })
  .refine(({ by, proof }) => by !== undefined || proof !== undefined, 'needs a proof of who calls, or a note: by');

type Answer =
  | CommandAnswer
  | { outcome: 'usage' | 'failed'; error: { code: string; message: string; details: unknown } };

/** Direct invoke: one command of a person, answered as data; only what nobody foresaw is thrown. */
export const handler = middy<unknown, Answer>()
  .use(injectLambdaContext(logger, { resetKeys: true }))
  .handler(async (event, context) => {
    const asked = invocation.safeParse(event);
    if (!asked.success) return usage(asked.error);
    const { command: name } = asked.data;
    const command = commands.get(name);
    const input = command?.input.safeParse(asked.data.input ?? {});
    if (!command || !input?.success) return usage(input?.error);
    try {
      const now = systemClock.now();
      const caller = await identifyCaller(asked.data, {
        ...identification,
        functionArn: context.invokedFunctionArn,
        now,
      });
      logger.info('Operator command', { command: name, isProven: caller.principal !== undefined });
      return await command.run(input.data, {
        workspaces: workspacesUntil(deadlineOf(context, systemClock)),
        guards,
        cases,
        pages,
        period,
        depths,
        projects: projectsOf({ environment, configuration }),
        saver,
        eips,
        identities,
        index,
        exits,
        policy: configuration.policy,
        clock: systemClock,
        log: logger,
        sts: identification.sts,
        caller,
        by: caller.by,
        requestId: context.awsRequestId,
        now,
      });
    } catch (error) {
      if (error instanceof CommandError) {
        return { outcome: 'failed', error: { code: error.code, message: error.message, details: [] } };
      }
      if (error instanceof z.ZodError) return unreadable(error);
      if (!(error instanceof WorkspaceError)) throw error;
      const { code, message, operation, requestId, retryable } = error;
      logger.error('Workspace refused', { command: name, code, operation, requestId });
      return { outcome: 'failed', error: { code, message, details: { operation, requestId, retryable } } };
    }
  });

/** What the ledger holds is checked as it is read. */
function unreadable(error: z.ZodError): Answer {
  const message = 'What the ledger holds is not what a case is; the details say where';
  return { outcome: 'failed', error: { code: 'unreadable', message, details: issuesIn(error) } };
}

function usage(error: z.ZodError | undefined): Answer {
  const details = issuesIn(error);
  return { outcome: 'usage', error: { code: 'bad-arguments', message: 'The command was not understood', details } };
}

function issuesIn(error: z.ZodError | undefined) {
  return (error?.issues ?? []).map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
}
