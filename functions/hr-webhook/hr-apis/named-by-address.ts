import { HrApiError } from '../../shared/intake/hr-api.ts';
import { personFrom } from '../../shared/intake/person-from.ts';
import type { About } from '../../shared/intake/reception.ts';

/** The same person, by the work address as well; the event's own, where it has one. What is no address is nothing. */
export function namedByAddress<Named extends Pick<About, 'person'>>(named: Named, email: unknown): Named {
  return { ...named, person: { ...personFrom({ email }), ...named.person } };
}

/** Of what is only asked beside the rest: that it cannot be read must not cost what has been read. */
export async function unlessUnread<Told>(asking: Promise<Told>): Promise<Told | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (error instanceof HrApiError) return undefined;
    throw error;
  }
}
