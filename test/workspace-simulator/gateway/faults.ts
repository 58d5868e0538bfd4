/** What can go wrong on demand. */
export type FaultKind =
  /** Answers, and applies, `ms` later, even to a caller who has hung up. */
  | 'slow'
  /** Applies at once, answers `ms` later. */
  | 'slow-after'
  /** The connection is reset before anything was done. */
  | 'reset-before'
  /** The connection is reset after everything was done. */
  | 'reset-after'
  | '429'
  /** Refused for want of a permission, with an encoded message that can be decoded. */
  | '403'
  | '409'
  /** An internal error, nothing done. */
  | '500'
  /** An internal error, everything done. */
  | '500-after'
  | '502-html'
  | '502-empty'
  /** Everything done, and half an answer. */
  | 'malformed-json'
  /** A 200 in which the desktops of `desktopIds` (all, if left out) failed with `code`. */
  | 'partial-failure'
  /** Accepted, but the detach of the desktops of `desktopIds` (all, if left out) fails when it is carried out. */
  | 'late-failure'
  /** Refused with `status`, `code` and `message`. */
  | 'refusal';

export type Fault = {
  /** The operation's name in Huawei's documents: `BatchDetachInstances`. `*` for any. */
  operation: string;
  kind: FaultKind;
  /** From which call on, counted from when the fault was set; 1 is the next. */
  nth?: number;
  /** For how many calls. */
  times?: number;
  desktopIds?: readonly string[];
  status?: number;
  code?: string;
  message?: string;
  ms?: number;
};

/** The faults that were asked for, and how often their operations have been called since. */
export class Faults {
  #planned: { fault: Fault; calls: number }[] = [];

  add(fault: Fault): Fault {
    this.#planned.push({ fault, calls: 0 });
    return fault;
  }

  /** Counts a call of an operation; the fault it meets, if any: the one set first. */
  take(operation: string): Fault | undefined {
    const concerned = this.#planned.filter(({ fault }) => fault.operation === operation || fault.operation === '*');
    for (const plan of concerned) plan.calls += 1;
    const met = concerned.find(({ fault: { nth = 1, times = 1 }, calls }) => calls >= nth && calls < nth + times);
    return met?.fault;
  }

  list(): Fault[] {
    return this.#planned.map(({ fault }) => fault);
  }

  clear(): void {
    this.#planned = [];
  }
}
