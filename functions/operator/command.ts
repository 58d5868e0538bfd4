import type { Logger } from '@aws-lambda-powertools/logger';
import type * as z from 'zod';
import type { GuardsByFlow } from '../shared/composition/guards.ts';
import type { Project } from '../shared/composition/workspace.ts';
import type { Workspaces } from '../shared/desktops/workspace-reader.ts';
import type { AccessIndexStore } from '../shared/ledger/access-index-store.ts';
import type { CaseExport } from '../shared/ledger/case-export.ts';
import type { CasePages } from '../shared/ledger/case-pages.ts';
import type { CaseSaver } from '../shared/ledger/case-saver.ts';
import type { CaseStore } from '../shared/ledger/case-store.ts';
import type { EipLedger } from '../shared/ledger/eip-ledger.ts';
import type { IdentityStore } from '../shared/ledger/identity-store.ts';
import type { Policy } from '../shared/offboarding/case/policy.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import type { Queue } from '../shared/runtime/queue.ts';
import type { QueueDepth } from '../shared/runtime/queue-depth.ts';
import type { Caller } from './caller/identify-caller.ts';
import type { Problem } from './command-error.ts';

/** What a command works with. */
export type CommandContext = {
  workspaces: Workspaces;
  guards: GuardsByFlow;
  cases: CaseStore;
  pages: CasePages;
  saver: CaseSaver;
  eips: EipLedger;
  identities: IdentityStore;
  index: AccessIndexStore;
  exits: Queue;
  /** Cases of a period, page by page. */
  period: CaseExport;
  /** What can be asked how many messages wait in it, by name. */
  depths: Readonly<Record<string, () => Promise<QueueDepth>>>;
  projects: readonly Project[];
  policy: Policy;
  clock: Clock;
  log: Logger;
  /** Where it is asked who calls: scheme and host of STS; undefined where nothing is AWS. */
  sts: string | undefined;
  /** Who asks, and whether that is proven. */
  caller: Caller;
  /** The same as records say it. */
  by: string;
  /** Identifies this invocation: a repeated one has no second effect. */
  requestId: string;
  /** The run's one reading of the clock, epoch milliseconds. */
  now: number;
};

/** One operator command: what it takes, and what it does. One file a command. */
export type Command<Input extends z.ZodType = z.ZodType> = {
  input: Input;
  run(input: z.output<Input>, context: CommandContext): Promise<CommandAnswer>;
};

/**
 * `failed`: it was done in part or not at all; `data` or `error` says which. `not-found`: there is nothing to do it to.
 */
export type CommandAnswer = {
  outcome: 'done' | 'failed' | 'not-found';
  data: unknown;
  error?: Problem & { details: unknown };
};

/** Keeps a command's input type where it is defined. */
export function command<Input extends z.ZodType>(definition: Command<Input>): Command {
  return definition;
}
