import type { Logger } from '@aws-lambda-powertools/logger';
import type { IdentityStore } from '../ledger/identity-store.ts';
import type { Identity } from '../offboarding/identity.ts';
import type { Observation } from '../offboarding/observation.ts';
import type { OffboardingCase } from '../offboarding/offboarding-case.ts';
import { type Policy, policyFor } from '../offboarding/policy.ts';
import { sourceOf } from '../offboarding/transition.ts';
import type { Clock } from '../runtime/clock.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { WorkspaceError } from '../workspace-api/errors.ts';
import { identifyPeople } from './identify-people.ts';
import { createProjectReader, type Look, type ProjectReader, type Sought } from './project-reader.ts';

/** The company's Workspace projects, by their names in the configuration. */
export type Workspaces = ReadonlyMap<string, WorkspaceClient>;

export type ReaderDependencies = {
  workspaces: Workspaces;
  identities: Pick<IdentityStore, 'load'>;
  policy: Policy;
  clock: Clock;
  log: Pick<Logger, 'error'>;
};

export type WorkspaceReader = ReturnType<typeof createWorkspaceReader>;

/** What one project showed of each case, or why it could not be read. */
type Project = { workspace: string; looks: Look[] } | { workspace: string; error: WorkspaceError };

/**
 * Reads of every project what a group of cases needs to know. One that cannot be read does not keep the others from being
 * worked on; the cases know that they have not seen all. One reader serves one run.
 */
export function createWorkspaceReader({ workspaces, identities, policy, clock, log }: ReaderDependencies) {
  const known = new Map<string, Identity>();
  const readers = new Map([...workspaces].map(([name, client]) => [name, createProjectReader(name, client)]));

  async function observe(cases: readonly OffboardingCase[]): Promise<Map<string, Observation>> {
    const who = await identitiesOf(cases);
    const projects = await Promise.all(
      [...readers].map(([workspace, reader]) =>
        lookAt(
          workspace,
          reader,
          cases.map((one) => seek(workspace, one, who)),
        ),
      ),
    );
    const at = new Date(clock.now()).toISOString();
    return new Map(
      cases.map((one, index) => {
        const identity = who.get(one.caseId) ?? { problem: 'no-identity-for-workspace' };
        return [one.caseId, { at, identity, ...together(projects, index) }];
      }),
    );
  }

  async function lookAt(workspace: string, reader: ProjectReader, sought: Sought[]): Promise<Project> {
    try {
      return { workspace, looks: await reader.look(sought) };
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      const { code, message, operation, requestId } = error;
      log.error('Workspace cannot be read', { workspace, code, message, operation, requestId, cases: sought.length });
      return { workspace, error };
    }
  }

  function seek(workspace: string, one: OffboardingCase, who: ReadonlyMap<string, Identity>): Sought {
    const identity = who.get(one.caseId);
    const desktopIds = one.desktops
      .filter((record) => record.workspace === workspace)
      .map((record) => record.desktopId);
    const describe = one.undoes !== undefined || policyFor(policy, sourceOf(one)).shutdown;
    return { userName: identity && 'userName' in identity ? identity.userName : undefined, desktopIds, describe };
  }

  /** Asked once a run: who somebody is does not change with what is written to Workspace. @throws WorkspaceError */
  async function identitiesOf(cases: readonly OffboardingCase[]): Promise<ReadonlyMap<string, Identity>> {
    for (const { caseId, workspaceUserName: userName } of cases) if (userName) known.set(caseId, { userName });
    const unknown = cases.filter((one) => !known.has(one.caseId));
    const people = unknown.map(({ person }) => person);
    const found = await identifyPeople(people, { workspaces, identities, policy });
    for (const [index, { caseId }] of unknown.entries()) {
      const identity = found[index];
      if (identity) known.set(caseId, identity);
    }
    return known;
  }

  /** What a write of a kind may have changed is read anew. */
  function forget(kind: keyof ProjectReader['forget']): void {
    for (const reader of readers.values()) reader.forget[kind]();
  }

  return { observe, forget };
}

function together(projects: readonly Project[], index: number): Omit<Observation, 'at' | 'identity'> {
  const looks = projects.flatMap((project) => ('looks' in project ? (project.looks[index] ?? []) : []));
  return {
    users: looks.flatMap((look) => look.users),
    attached: looks.flatMap((look) => look.attached),
    access: looks.flatMap((look) => look.access),
    eips: looks.flatMap((look) => look.eips),
    others: looks.flatMap((look) => look.others),
    unread: projects.flatMap((project) =>
      'error' in project
        ? [{ workspace: project.workspace, problem: { code: project.error.code, message: project.error.message } }]
        : [],
    ),
  };
}
