import * as z from 'zod';
import { check } from '../check.ts';

/** What can go wrong on demand. */
const kinds = [
  /** Applies, and answers, `ms` later, even to a caller who has hung up. */
  'slow',
  /** Applies at once, answers `ms` later. */
  'slow-after',
  /** The connection is reset before anything was done. */
  'reset-before',
  /** The connection is reset after everything was done. */
  'reset-after',
  /** Throttled; with a Retry-After header if `ms` is given. */
  '429',
  /** Refused for want of a permission, with an encoded message that can be decoded. */
  '403',
  /** Refused because a desktop is busy. */
  '409',
  /** An internal error, nothing done. */
  '500',
  /** An internal error, everything done. */
  '500-after',
  '502-html',
  '502-empty',
  /** Everything done, and half an answer. */
  'malformed-json',
  /** A 200 in which the desktops of `desktopIds` (all, if left out) failed with `code`; EIPs stay bound silently. */
  'partial-failure',
  /** Accepted, but the detach of the desktops of `desktopIds` (all, if left out) fails when it is carried out. */
  'late-failure',
  /** Refused with `status`, `code` and `message`. */
  'refusal',
] as const;

const faultSchema = z.strictObject({
  /** The operation's name in Huawei's documents, `BatchDetachInstances`; `*` for any. */
  operation: z.string().min(1),
  /** Only calls whose path has this in it, such as the id of a pool. Left out: every call of the operation. */
  path: z.string().min(1).optional(),
  kind: z.enum(kinds),
  /** From which call on, counted from when the fault was set; 1 is the next. */
  nth: z.int().min(1).default(1),
  /** For how many calls. */
  times: z.int().min(1).default(1),
  desktopIds: z.array(z.string()).optional(),
  status: z.int().min(400).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  ms: z.number().min(0).optional(),
});

export type FaultKind = (typeof kinds)[number];
export type NewFault = z.input<typeof faultSchema>;
export type Fault = z.output<typeof faultSchema>;

/** The faults that were asked for, and how often their operations have been called since. */
export class Faults {
  readonly #operations: ReadonlySet<string>;
  #planned: { fault: Fault; calls: number }[] = [];

  /** @param operations the names there are: a fault for another would never be met */
  constructor(operations: readonly string[]) {
    this.#operations = new Set([...operations, '*']);
  }

  add(given: NewFault): Fault {
    const fault = check(faultSchema, given);
    if (!this.#operations.has(fault.operation)) {
      throw new Error(`There is no operation ${fault.operation}; there are ${[...this.#operations].join(', ')}`);
    }
    this.#planned.push({ fault, calls: 0 });
    return fault;
  }

  /** Counts a call of an operation at a path; the fault it meets, if any: the one set first. */
  take(operation: string, path: string): Fault | undefined {
    const concerned = this.#planned.filter(
      ({ fault }) => [operation, '*'].includes(fault.operation) && path.includes(fault.path ?? ''),
    );
    for (const plan of concerned) plan.calls += 1;
    return concerned.find(({ fault, calls }) => calls >= fault.nth && calls < fault.nth + fault.times)?.fault;
  }

  list(): Fault[] {
    return this.#planned.map(({ fault }) => fault);
  }

  clear(): void {
    this.#planned = [];
  }
}
