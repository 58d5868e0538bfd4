import type { Invariant } from './invariant.ts';

/** What is thrown on purpose: by the faults that are played, and where a project could not be read. */
const expected =
  /^(ThrottlingException|QueueSendError|WorkspaceError|CommandError)\b|^Error: (Not every project could be read|Pools or groups cannot be listed)/;

/** A worker may fail where something was wrong around it, never by a mistake of its own. */
export const workersFailOnlyByFaults: Invariant = {
  name: 'workers fail only by faults',
  onFailure(worker, error) {
    return expected.test(String(error))
      ? undefined
      : `${worker}: ${error instanceof Error ? error.stack : String(error)}`;
  },
};
