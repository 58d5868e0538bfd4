import type { Candidate } from '../offboarding/identity/candidate.ts';
import { unique } from '../runtime/chunks.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { asNamesake, type Namesake, namesakes } from './namesakes.ts';
import { type FoundDesktop, type FoundUser, readEverybody, readUserById } from './read-attachments.ts';

/** What a project's reader remembers of names. */
type ByName<Found> = { of: (names: string[]) => Promise<ReadonlyMap<string, Found[]>> };

/** The users of one project, as far as they are asked for. */
export type UserDirectory = ReturnType<typeof createUserDirectory>;

/** One serves one run: who people are does not change with what is written to Workspace. */
export function createUserDirectory(
  workspace: string,
  client: WorkspaceClient,
  { attachments, users }: { attachments: ByName<FoundDesktop>; users: ByName<FoundUser> },
) {
  let everybody: Promise<FoundUser[]> | undefined;
  const here = (found: readonly Namesake[]): Candidate[] => found.map((user) => ({ workspace, ...user }));

  return {
    /** The users of these names, letter case aside: up to a hundred names a call. */
    async named(names: readonly string[]): Promise<Candidate[]> {
      const wanted = unique(names);
      const attached = await attachments.of(wanted);
      const listed = await users.of(wanted);
      return wanted.flatMap((name) => here(namesakes(listed.get(name) ?? [], attached.get(name) ?? [])));
    },

    /** The users of these ids; a call for each. */
    async withIds(ids: readonly string[]): Promise<Candidate[]> {
      const found: Candidate[] = [];
      for (const id of unique(ids)) {
        const user = await readUserById(client, id);
        if (user) found.push(...here([asNamesake(user)]));
      }
      return found;
    },

    /** All of them, read once. */
    async everybody(): Promise<Candidate[]> {
      everybody ??= readEverybody(client);
      return here((await everybody).map(asNamesake));
    },
  };
}
