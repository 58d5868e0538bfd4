import { type Clock, systemClock } from '../../runtime/clock.ts';
import { createBudget } from '../call/budget.ts';
import { type Caller, createCaller } from '../call/call.ts';
import { type Endpoints, endpointsFrom } from '../call/endpoints.ts';
import { createTransport, type Transport } from '../call/transport.ts';

/** What sources of credentials have in common. */
export type IssuerOptions = {
  /** Workspace's; the others of the region follow from it. */
  endpoint: string;
  endpoints?: Partial<Endpoints>;
  /** @default the system's */
  clock?: Clock;
  /** Epoch ms after which nothing may be awaited any more. @default never */
  deadline?: () => number;
  /** @default one of its own */
  transport?: Transport;
  /** How long before their end credentials are replaced, ms. @default 300000 */
  renewBeforeMs?: number;
};

/** A caller for the operations that hand out credentials, and so have none themselves. */
export function createIssuer(options: IssuerOptions): Caller {
  const { clock = systemClock, deadline = () => Infinity } = options;
  return createCaller({
    endpoints: endpointsFrom(options.endpoint, options.endpoints),
    projectId: '',
    transport: options.transport ?? createTransport(),
    budget: createBudget(clock),
    clock,
    deadline,
    random: Math.random,
  });
}
