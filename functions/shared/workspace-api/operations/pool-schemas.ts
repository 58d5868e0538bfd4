import * as z from 'zod';
import { lazily } from '../call/operation.ts';
import { count, listOf, text } from '../call/wire.ts';

export const pool = lazily(() =>
  z.object({
    id: z.string(),
    name: text(),
    type: text(),
    status: text(),
    desktop_count: count(),
    desktop_used: count(),
    /** Minutes after which a dynamic pool takes a desktop back from a user who has disconnected. */
    disconnected_retention_period: count(),
    enterprise_project_id: text(),
  }),
);

export const poolUser = lazily(() =>
  z.object({ object_id: text(), object_type: text(), object_name: text(), user_group: text(), domain: text() }),
);

/** One user of `statistics/by-users`, with the pools that are theirs. */
export const userWithPools = lazily(() =>
  z.object({
    user_id: text(),
    desktop_pools: listOf(z.object({ desktop_pool_id: text(), desktop_pool_name: text() })),
  }),
);

export type Pool = z.infer<ReturnType<typeof pool>>;

/** A user or group that may take a desktop from a pool. */
export type PoolUser = z.infer<ReturnType<typeof poolUser>>;

/** A pool that is a user's. */
export type PoolOfUser = { userId: string; poolId: string; poolName?: string };
