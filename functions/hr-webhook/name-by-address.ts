import { HrApiError } from '../shared/intake/hr-api.ts';
import type { NoticeDraft } from '../shared/intake/reception.ts';
import type { HrSource, Unread } from '../shared/intake/source.ts';
import type { Person } from '../shared/offboarding/case/person.ts';
import { inParallel } from '../shared/runtime/in-parallel.ts';
import { namedByAddress } from './hr-apis/named-by-address.ts';
import type { Asking } from './settle-unclear.ts';

const questionsAtOnce = 8;

/**
 * Asks the HR system for the work address of leavers whom a request names by id alone, which few Workspace users are known by.
 * Whose address cannot be read is told of all the same: by the id, which a mapping may know.
 */
export async function nameByAddress(
  notices: readonly NoticeDraft[],
  { hrApi }: Pick<HrSource, 'hrApi'>,
  options: unknown,
  asking: Asking | undefined,
): Promise<{ notices: NoticeDraft[]; unread?: Unread }> {
  if (!asking || !hrApi?.loadAddress || !notices.some(isToBeNamed)) return { notices: [...notices] };
  const { ask, credentials } = asking;
  const readAddress = await hrApi.loadAddress();
  const failures: string[] = [];
  const named = await inParallel(notices, questionsAtOnce, async (notice) => {
    if (!isToBeNamed(notice)) return notice;
    try {
      return namedByAddress(notice, await readAddress(notice.person.id, ask, { credentials, options }));
    } catch (error) {
      if (!(error instanceof HrApiError)) throw error;
      failures.push(error.message);
      return notice;
    }
  });
  const [reason] = failures;
  if (reason === undefined) return { notices: named };
  return { notices: named, unread: { reason, count: failures.length, isToBeSentAgain: false } };
}

/** Who stays is found by the id that their exit was told by. */
function isToBeNamed(notice: NoticeDraft): notice is NoticeDraft & { person: Person & { id: string } } {
  const { id, email, userName } = notice.person;
  const leaves = notice.kind === 'exit' || notice.kind === 'revoke-now';
  return leaves && id !== undefined && email === undefined && userName === undefined;
}
