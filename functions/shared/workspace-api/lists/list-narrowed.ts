import { unique } from '../../runtime/chunks.ts';
import { isOfTheWholeCall } from '../batches/isolate.ts';
import { isUnreserved } from '../call/encode.ts';
import { WorkspaceError } from '../call/errors.ts';
import { chunksFor } from './filter-values.ts';
import type { ListOptions } from './list-pages.ts';

/** A list by many values, and what is to become of one that is refused. */
export type NarrowedList<Page> = {
  /** Lists by these values; the answer to one that is refused says nothing of the others. */
  list: (values: string[], options: ListOptions) => AsyncIterable<Page>;
  /** A value that nothing can be wrong with: where it is refused too, the values are not at fault. */
  harmless: string;
  /** Asks for something by no value at all: whether there is anybody to say that a value is not known. */
  control: () => Promise<unknown>;
  /** Values that were refused before: each is asked for in a call of its own, so that it costs no others anything. */
  isSuspect?: (value: string) => boolean;
  /** Told of each value that is refused where it stands alone. Nothing is known of it then, absence least of all. */
  onRefused: (value: string, error: WorkspaceError) => void;
};

/** Values asked for in one call. */
const valuesPerCall = 100;
/** Calls spent at most on finding culprits; those that are not told apart by then count as refused together. */
const mostCalls = 128;

/**
 * Lists by any number of values. Whatever refuses a call for several of them – the service, the gateway, a firewall with a page or
 * a reset – may do so for one alone: the call is halved until that one stands by itself, and all others are answered. A call that is
 * halved is not repeated before: the halves are the next attempt, and repeating each of them takes the time of all.
 *
 * @throws WorkspaceError where it is not for the values that a call was refused
 */
export async function* listNarrowed<Page>(
  values: readonly string[],
  { list, harmless, control, isSuspect = () => false, onRefused }: NarrowedList<Page>,
): AsyncGenerator<Page> {
  const all = unique(values);
  let calls = 0;
  let accepted = false;

  async function* listOrHalve(group: readonly string[]): AsyncGenerator<Page> {
    const error = yield* listOnce(group);
    if (!error) return;
    const isDone = group.length === 1 || calls >= mostCalls;
    if (isDone) {
      for (const value of await culprits(group, error)) onRefused(value, error);
      return;
    }
    if (!accepted && error.kind !== 'invalid-input') await expectAnswer(error);
    const half = Math.ceil(group.length / 2);
    yield* listOrHalve(group.slice(0, half));
    yield* listOrHalve(group.slice(half));
  }

  /** What was refused; undefined where nothing was. */
  async function* listOnce(group: readonly string[]): AsyncGenerator<Page, WorkspaceError | undefined> {
    calls += 1;
    try {
      yield* list([...group], { once: group.length > 1 || group.some(isSuspect) });
      accepted = true;
      return undefined;
    } catch (error) {
      if (error instanceof WorkspaceError && mayBeForOneValue(error, all.length)) return error;
      throw error;
    }
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
  }

  for (const group of groupsOf(all, isSuspect)) yield* listOrHalve(group);
}

/** As the requests will be, so that halving halves requests; what is likely to be refused comes last. */
function groupsOf(values: readonly string[], isSuspect: (value: string) => boolean): string[][] {
  const { alone = [], together = [] } = Object.groupBy(values, (value) =>
    isSuspect(value) || !isUnreserved(value) ? 'alone' : 'together',
  );
  return [
    ...chunksFor('', together, { size: valuesPerCall, bytes: Infinity }),
    ...alone.toSorted((a, b) => Number(isSuspect(a)) - Number(isSuspect(b))).map((value) => [value]),
  ];
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

/** In the service's own words; any web server says 404. */
function saysUnknown({ kind, code }: WorkspaceError): boolean {
  return kind === 'not-found' && !/^(APIGW?|Http)\./.test(code);
}
