import { unique } from '../../runtime/chunks.ts';
import { isOfTheWholeCall } from '../batches/isolate.ts';
import type { CallOptions } from '../call/call.ts';
import { WorkspaceError } from '../call/errors.ts';
import { chunksFor } from './filter-values.ts';

/** A list by many values, and what is to become of one that is refused. */
export type NarrowedList<Page> = {
  /** Lists by these values; the answer to one that is refused says nothing of the others. */
  list: (values: string[], how: CallOptions) => AsyncIterable<Page>;
  /** A value that nothing can be wrong with: where it is refused too, the values are not at fault. */
  harmless: string;
  /** Asks for something by no value at all: whether there is anybody to say that a value is not known. */
  control: () => Promise<unknown>;
  /** What an earlier run has learned of a value. @default nothing */
  suspicionOf?: (value: string) => Suspicion | undefined;
  /** Told of each value that has no answer. Nothing is known of it then, absence least of all. */
  onUnanswered: (value: string, why: Unanswered) => void;
  /** Calls spent at most on what is refused, or was before. */
  mostCalls: number;
};

/** `refused`: where it stood alone, and alone it is asked for next. `in-doubt`: with others, and with its like it is asked for next. */
export type Suspicion = 'refused' | 'in-doubt';

/** `as-before`: it was refused in an earlier run, and this one has not come to it. `not-asked`: there was no time for it. */
export type Unanswered = { why: Suspicion | 'not-asked'; error: WorkspaceError } | { why: 'as-before' };

/** Values asked for in one call. */
const valuesPerCall = 100;

/**
 * Lists by any number of values. Whatever refuses a call for several of them – the service, the gateway, a firewall with a page or
 * a reset – may do so for one alone: the call is not sent again as it is but halved, until that one stands by itself, and all others
 * are answered. That takes calls, and nobody else waits for it for long: what is not told apart by then is for another run.
 *
 * @throws WorkspaceError where it is not for the values that a call was refused
 */
export async function* listNarrowed<Page>(
  values: readonly string[],
  { list, harmless, control, suspicionOf = () => undefined, onUnanswered, mostCalls }: NarrowedList<Page>,
): AsyncGenerator<Page> {
  const all = unique(values);
  let calls = 0;
  let accepted = false;
  /** There is something to go on with, whatever becomes of the rest. */
  let isWorthGoingOn = false;

  /** @param before why a call with these and others was refused */
  async function* listOrHalve(group: readonly string[], before?: WorkspaceError): AsyncGenerator<Page> {
    let refusal: WorkspaceError | undefined;
    try {
      refusal = yield* listOnce(group);
      if (!refusal) return;
      if (group.length === 1) {
        tell(await culprits(group, refusal), { why: 'refused', error: refusal });
        return;
      }
      if (!accepted && refusal.kind !== 'invalid-input') await expectAnswer(refusal);
    } catch (error) {
      if (!isLackOfTime(error)) throw error;
      tellUnasked(group, error, refusal ?? before);
      return;
    }
    const middle = Math.ceil(group.length / 2);
    for (const half of [group.slice(0, middle), group.slice(middle)]) {
      if (mayCall()) yield* listOrHalve(half, refusal);
      else tell(half, { why: 'in-doubt', error: refusal });
    }
  }

  /** What was refused; undefined where nothing was. */
  async function* listOnce(group: readonly string[]): AsyncGenerator<Page, WorkspaceError | undefined> {
    try {
      yield* list([...group], { once: group.length > 1 || group.some(suspicionOf) });
      accepted = true;
      isWorthGoingOn = true;
      return undefined;
    } catch (error) {
      if (error instanceof WorkspaceError && mayBeForOneValue(error, all.length)) return error;
      throw error;
    }
  }

  function mayCall(): boolean {
    calls += 1;
    return calls <= mostCalls;
  }

  /** What is known of a group when time runs out. @throws WorkspaceError where nothing is known of any */
  function tellUnasked(group: readonly string[], error: WorkspaceError, refusal: WorkspaceError | undefined): void {
    if (refusal) tell(group, { why: 'in-doubt', error: refusal });
    else if (group.every(suspicionOf)) tell(group, { why: 'as-before' });
    else if (isWorthGoingOn) tell(group, { why: 'not-asked', error });
    else throw error;
  }

  function tell(group: readonly string[], why: Unanswered): void {
    isWorthGoingOn = true;
    for (const value of group) onUnanswered(value, why);
  }

  /** None where the service itself says that it knows no such thing. */
  async function culprits(group: readonly string[], error: WorkspaceError): Promise<readonly string[]> {
    if (error.kind === 'invalid-input') return group;
    if (saysUnknown(error)) {
      await control();
      return [];
    }
    if (!accepted || !isDefinite(error)) await expectAnswer(error);
    return group;
  }

  /** @throws what something harmless is refused with as well: the values are not at fault */
  async function expectAnswer(refusal: WorkspaceError): Promise<void> {
    try {
      for await (const _ of list([harmless], {})) break;
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      if (!saysUnknown(error)) throw error.code === refusal.code ? refusal : error;
      await control();
    }
    accepted = true;
  }

  const { plain, apart } = groupsOf(all, suspicionOf);
  for (const group of plain) yield* listOrHalve(group);
  for (const group of apart) {
    if (mayCall()) yield* listOrHalve(group);
    else tell(group, { why: 'as-before' });
  }
}

/** As the requests will be, so that halving halves requests. `apart`: those that were refused before. */
function groupsOf(values: readonly string[], suspicionOf: (value: string) => Suspicion | undefined) {
  const of = (why: Suspicion | undefined) => inCalls(values.filter((value) => suspicionOf(value) === why));
  return { plain: of(undefined), apart: [...of('in-doubt'), ...of('refused').flatMap(oneByOne)] };
}

function inCalls(values: readonly string[]): string[][] {
  return chunksFor('', values, { size: valuesPerCall, bytes: Infinity });
}

function oneByOne(group: readonly string[]): string[][] {
  return group.map((value) => [value]);
}

/**
 * An outage looks like a refusal too, and so does an answer that cannot be read. Where others wait for theirs, it is worth finding
 * out; but no time is spent on an answer that does not come.
 */
function mayBeForOneValue(error: WorkspaceError, values: number): boolean {
  if (error.kind === 'invalid-input') return true;
  if (isOfTheWholeCall(error)) return false;
  if (isDefinite(error) || isReset(error)) return true;
  return values > 1 && (error.kind === 'unavailable' || error.kind === 'unreadable');
}

function isDefinite({ httpStatus = 0 }: WorkspaceError): boolean {
  return httpStatus >= 300 && httpStatus < 500 && httpStatus !== 408;
}

function isReset({ kind, code }: WorkspaceError): boolean {
  return kind === 'lost' && !/TIME_?D?OUT/.test(code);
}

function isLackOfTime(error: unknown): error is WorkspaceError {
  return error instanceof WorkspaceError && error.kind === 'out-of-time';
}

/** In the service's own words; any web server says 404. */
function saysUnknown({ kind, code }: WorkspaceError): boolean {
  return kind === 'not-found' && !/^(APIGW?|Http)\./.test(code);
}
