import { type ExitsRecord, latestTime, withDefaults } from '../../functions/offboard/exits-record.ts';
import { workOnBatch } from '../../functions/offboard/work-on-batch.ts';
import type { Caller } from '../../functions/operator/caller/identify-caller.ts';
import type { CommandContext } from '../../functions/operator/command.ts';
import { reconcile } from '../../functions/reconcile/reconcile.ts';
import { refreshAccess } from '../../functions/refresh-access/refresh-access.ts';
import { createGuards, createGuardsByFlow, type Guards } from '../../functions/shared/composition/guards.ts';
import { unbindIdleEips } from '../../functions/shared/desktops/unbind-idle-eips.ts';
import type { Workspaces } from '../../functions/shared/desktops/workspace-reader.ts';
import { idleEipsMessage } from '../../functions/shared/elastic-ips/idle-eips-message.ts';
import { createCaseSaver } from '../../functions/shared/ledger/case-saver.ts';
import type { Person } from '../../functions/shared/offboarding/case/person.ts';
import type { Policy } from '../../functions/shared/offboarding/case/policy.ts';
import type { Flow } from '../../functions/shared/offboarding/guards/flow.ts';
import { exitsMessage } from '../../functions/shared/offboarding/notices/exits-message.ts';
import { parseBatch } from '../../functions/shared/runtime/parse-batch.ts';
import { createWorkspaceClient } from '../../functions/shared/workspace-api/create-workspace-client.ts';
import { staticCredentials } from '../../functions/shared/workspace-api/credentials/credentials.ts';
import { sweepEips } from '../../functions/sweep-eips/sweep-eips.ts';
import { wakeDueCases } from '../../functions/wake-due-cases/wake-due-cases.ts';
import { offboardTiming } from '../../infra/constructs/functions/offboard-timing.ts';
import { silentLog } from '../functions/support/silent-log.ts';
import type { Random } from './random.ts';
import type { SimulatedAccessIndex } from './simulated-access-index.ts';
import type { SimulatedGuardStore } from './simulated-guard-store.ts';
import type { SimulatedQueue } from './simulated-queue.ts';
import type { SimulatedService } from './simulated-service.ts';
import type { SimulatedStore } from './simulated-store.ts';
import type { Ended, Worker, Workers } from './workers.ts';

export type FunctionsParts = {
  workers: Workers;
  /** The company's projects, by their names in the configuration. */
  services: ReadonlyMap<string, SimulatedService>;
  store: SimulatedStore;
  exits: SimulatedQueue;
  idleEips: SimulatedQueue;
  outcomes: SimulatedQueue;
  guardStore: SimulatedGuardStore;
  accessIndex: SimulatedAccessIndex;
  policy: Policy;
  random: Random;
  /** How many workers share the calls that the service allows in a minute. */
  share: number;
};

/** As the stack has them. */
const timeoutMs = {
  offboard: offboardTiming.timeout * 1000,
  unbindEips: 120_000,
  wakeDueCases: 60_000,
  sweepEips: 900_000,
  reconcile: 900_000,
  refreshAccess: 300_000,
  operator: 300_000,
};
/** As the function keeps back to save and answer. */
const marginMs = 10_000;
/** As the handler of `offboard` has it. */
const mostTries = 3;

/** What is between two invocations: the client with its budget and the worker that has it now. */
type Sandbox = { workspaces: Workspaces; worker: Worker | undefined };

/** The functions with all that is theirs; only the few lines of their handlers that Lambda needs are told again here. */
export function deployFunctions(parts: FunctionsParts) {
  const { workers, services, store, exits, idleEips, outcomes, guardStore, accessIndex, policy, random, share } = parts;
  const free = new Map<string, Sandbox[]>();

  /** @param flow whose kill switch its client asks */
  function newSandbox(flow: Flow): Sandbox {
    const sandbox: Sandbox = { workspaces: new Map(), worker: undefined };
    const worker = () => {
      if (!sandbox.worker) throw new Error('The sandbox is frozen');
      return sandbox.worker;
    };
    const clientOf = (service: SimulatedService) =>
      createWorkspaceClient({
        endpoint: 'https://workspace.example.com',
        projectId: service.projectId,
        credentials: staticCredentials({ token: 'token' }),
        budget: { writesPerMinute: 100, readsPerMinute: 200, share },
        deadline: () => worker().endsBy - marginMs,
        clock: { now: () => worker().clock.now(), sleep: (ms) => worker().clock.sleep(ms) },
        transport: service.transportOf(worker),
        random: () => random.bits() / 2 ** 32,
        beforeWrite: (write) => guardsOf(worker(), flow).beforeWrite(write),
      });
    sandbox.workspaces = new Map([...services].map(([name, service]) => [name, clientOf(service)]));
    return sandbox;
  }

  function guardsOf(worker: Worker, flow: Flow): Guards {
    return createGuards(flow, { store: guardStore.of(worker, flow), outcomes: outcomes.of(worker), policy });
  }

  /**
   * In a sandbox of the function that is free, or a new one. One whose worker was killed is not used again, nor one whose worker has
   * ended while it still waited for something, which nobody would ever see come.
   */
  async function invoke<Result>(
    name: keyof typeof timeoutMs,
    work: (worker: Worker, workspaces: Workspaces) => Promise<Result>,
  ): Promise<Ended<Result>> {
    const own = free.get(name) ?? [];
    free.set(name, own);
    const sandbox = own.pop() ?? newSandbox(name === 'offboard' ? 'exits' : 'savings');
    const ended = await workers.start(name, timeoutMs[name], (worker) => {
      sandbox.worker = worker;
      return work(worker, sandbox.workspaces);
    });
    if (ended.how !== 'killed' && sandbox.worker?.isIdle()) own.push(sandbox);
    return ended;
  }

  function offboard(records: Parameters<typeof parseBatch>[0]): Promise<Ended<string[]>> {
    return invoke('offboard', async (worker, workspaces) => {
      const { parsed } = parseBatch(records, exitsMessage, withDefaults);
      const deps = {
        workspaces,
        store: store.of(worker),
        guards: guardsOf(worker, 'exits'),
        outcomes: outcomes.of(worker),
        identities: nobodyIsMapped,
        index: accessIndex.of(worker),
        // Real time is not the simulation's.
        timer: worker.timer,
        policy,
        clock: worker.clock,
        log: silentLog,
        deadline: worker.endsBy - marginMs,
        leaseUntil: worker.endsBy,
      };
      let left: ExitsRecord[] = parsed;
      for (let tries = 0; left.length > 0 && tries < mostTries; tries += 1) {
        left = await workOnBatch(left, latestTime(left, worker.clock.now()), deps);
      }
      return left.map(({ record }) => record.messageId);
    });
  }

  function unbind(records: Parameters<typeof parseBatch>[0]): Promise<Ended<string[]>> {
    return invoke('unbindEips', async (worker, workspaces) => {
      const { parsed } = parseBatch(records, idleEipsMessage);
      const now = new Date(worker.clock.now()).toISOString();
      const again: string[] = [];
      for (const { record, message } of parsed) {
        const client = workspaces.get(message.workspace);
        if (!client) throw new Error(`There is no workspace ${message.workspace}`);
        const results = await unbindIdleEips(message.eips, {
          workspace: { name: message.workspace, client },
          clock: worker.clock,
          policy,
          admit: (count) => guardsOf(worker, 'savings').admit(count, workspaces, now),
        });
        if (results.some(({ retryable }) => retryable === true)) again.push(record.messageId);
      }
      return again;
    });
  }

  function operate(caller: Caller, acts: (context: CommandContext) => Promise<void>): Promise<Ended<void>> {
    return invoke('operator', (worker, workspaces) => {
      const cases = store.of(worker);
      return acts({
        workspaces,
        guards: createGuardsByFlow((flow) => guardStore.of(worker, flow), { outcomes: outcomes.of(worker), policy }),
        cases,
        pages: store.pages,
        sts: undefined,
        saver: createCaseSaver({ store: cases, outcomes: outcomes.of(worker), log: silentLog }),
        eips: notAsked,
        period: notAsked,
        depths: notAsked,
        projects: notAsked,
        identities: notAsked,
        index: accessIndex.of(worker),
        exits: exits.of(worker),
        policy,
        clock: worker.clock,
        log: silentLog,
        caller,
        by: caller.by,
        requestId: worker.name,
        now: worker.clock.now(),
      });
    });
  }

  function findDrift(): Promise<Ended<void>> {
    return invoke('reconcile', async (worker, workspaces) => {
      const { unread } = await reconcile(
        {
          workspaces,
          ledger: { changedBetween: store.changedBetween, record: async () => {} },
          cases: store.of(worker),
          identities: nobodyIsMapped,
          index: accessIndex.of(worker),
          timer: worker.timer,
          clock: worker.clock,
          exits: exits.of(worker),
          outcomes: outcomes.of(worker),
          policy,
          log: silentLog,
        },
        worker.clock.now(),
      );
      if (unread) throw new Error(`Not every project could be read: ${JSON.stringify(unread)}`);
    });
  }

  return {
    offboard,
    unbind,
    operate,
    findDrift,
    refreshAccess: () =>
      invoke('refreshAccess', async (worker, workspaces) => {
        const index = accessIndex.of(worker);
        const deadline = worker.endsBy - marginMs;
        const { failed } = await refreshAccess({ workspaces, index, clock: worker.clock, log: silentLog, deadline });
        if (failed.length > 0) throw new Error(`Pools or groups cannot be listed: ${failed.join(', ')}`);
      }),
    wake: () =>
      invoke('wakeDueCases', (worker) => wakeDueCases(store.of(worker), exits.of(worker), worker.clock.now())),
    sweep: () =>
      invoke('sweepEips', async (worker, workspaces) => {
        const { unread } = await sweepEips(workspaces, idleEips.of(worker), policy, worker.clock.now());
        if (unread) throw new Error(`Not every project could be read: ${JSON.stringify(unread)}`);
      }),
  };
}

const nobodyIsMapped = { load: async (people: readonly Person[]) => people.map((): string[] => []) };

/** No command that is played here asks for it. */
const notAsked = undefined as never;
