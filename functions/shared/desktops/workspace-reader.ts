import type { Logger } from '@aws-lambda-powertools/logger';
import type { IdentityStore } from '../ledger/identity-store.ts';
import { recordedNames } from '../offboarding/drift.ts';
import type { Identity } from '../offboarding/identity.ts';
import type { Observation } from '../offboarding/observation.ts';
import type { OffboardingCase, Problem } from '../offboarding/offboarding-case.ts';
import { type Policy, policyFor } from '../offboarding/policy.ts';
import { sourceOf } from '../offboarding/transition.ts';
import { unique } from '../runtime/chunks.ts';
import type { Clock } from '../runtime/clock.ts';
import { beforeDeadline } from '../workspace-api/before-deadline.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { WorkspaceError } from '../workspace-api/errors.ts';
import { identifyPeople } from './identify-people.ts';
import { createProjectReader, type Look, type ProjectReader, type Sought } from './project-reader.ts';
import { readUsersByEmail } from './read-attachments.ts';
import { nameRefused } from './refused-values.ts';

/** The company's Workspace projects, by their names in the configuration. */
export type Workspaces = ReadonlyMap<string, WorkspaceClient>;

export type ReaderDependencies = {
  workspaces: Workspaces;
  identities: Pick<IdentityStore, 'load'>;
  policy: Policy;
  clock: Clock;
  log: Pick<Logger, 'error'>;
  /**
   * Where one project has been read, the others are waited for so long, in ms: what it shows is to be acted on within this run.
   * @default 15 seconds
   */
  patienceMs?: number;
};

export type WorkspaceReader = ReturnType<typeof createWorkspaceReader>;

/** What one project showed of each case, or why it could not be read. */
type Project = { workspace: string; looks: Look[] } | Unread;
type Unread = Observation['unread'][number];

const tooSlow: Problem = { code: 'too-slow', message: 'It gave no answer while the other projects were read' };

const notConfigured: Problem = {
  code: 'not-configured',
  message: 'There is no Workspace project of that name in the configuration; add it again, or look after it by hand',
};

/**
 * Reads of every project what a group of cases needs to know. One that cannot be read does not keep the others from being
 * worked on, nor does one that does not answer; the cases know that they have not seen all. One reader serves one run, and asks
 * a project no more that has failed it.
 */
export function createWorkspaceReader(deps: ReaderDependencies) {
  const { workspaces, identities, policy, clock, log, patienceMs = 15_000 } = deps;
  const known = new Map<string, Identity>();
  const readers = new Map([...workspaces].map(([name, client]) => [name, createProjectReader(name, client)]));
  const unread = new Map<string, Unread>();

  async function observe(cases: readonly OffboardingCase[]): Promise<Map<string, Observation>> {
    const who = await identitiesOf(cases);
    const looks = [...readers].map(([workspace, reader]) => {
      const sought = cases.map((one) => seek(workspace, one, who));
      return { workspace, look: lookAt(workspace, reader, sought) };
    });
    const projects = await inTime(looks, patienceMs);
    for (const project of projects) if ('problem' in project) unread.set(project.workspace, project);
    const at = new Date(clock.now()).toISOString();
    return new Map(
      cases.map((one, index) => {
        const identity = who.get(one.caseId) ?? { problem: 'no-identity-for-workspace' };
        return [one.caseId, { at, identity, ...together([...projects, ...missing(one)], index), refused: [] }];
      }),
    );
  }

  /** Of a project that was taken out of the configuration nothing can be said to be gone. */
  function missing(one: OffboardingCase): Unread[] {
    const names = [...one.desktops, ...one.users, ...one.access].map((record) => record.workspace);
    return unique(names)
      .filter((workspace) => !workspaces.has(workspace))
      .map((workspace) => ({ workspace, problem: notConfigured }));
  }

  async function lookAt(workspace: string, reader: ProjectReader, sought: Sought[]): Promise<Project> {
    const failed = unread.get(workspace);
    if (failed) return failed;
    const looks = await orUnread(workspace, reader.look(sought));
    return 'problem' in looks ? looks : { workspace, looks };
  }

  async function orUnread<Read extends object>(workspace: string, reading: Promise<Read>): Promise<Read | Unread> {
    try {
      return await reading;
    } catch (error) {
      if (!(error instanceof WorkspaceError)) throw error;
      const { code, message, operation, requestId } = error;
      log.error('Workspace cannot be read', { workspace, code, message, operation, requestId });
      return { workspace, problem: { code, message } };
    }
  }

  function seek(workspace: string, one: OffboardingCase, who: ReadonlyMap<string, Identity>): Sought {
    const identity = who.get(one.caseId);
    const userName = identity && 'userName' in identity ? identity.userName : undefined;
    const isHere = (record: { workspace: string }) => record.workspace === workspace;
    const knownAs = recordedNames(one).filter((name) => name.toLowerCase() !== userName?.toLowerCase());
    const desktopIds = one.desktops.filter(isHere).map((record) => record.desktopId);
    const members = one.access.filter(isHere).map((record) => record.member.id);
    const userIds = [...one.users.filter(isHere).map((record) => record.userId), ...members];
    const describe = one.undoes !== undefined || policyFor(policy, sourceOf(one)).shutdown;
    const isSuspect = one.problem?.code === nameRefused;
    return { userName, knownAs: unique(knownAs), desktopIds, userIds, describe, isSuspect };
  }

  /** Asked once a run: who somebody is does not change with what is written to Workspace. */
  async function identitiesOf(cases: readonly OffboardingCase[]): Promise<ReadonlyMap<string, Identity>> {
    for (const { caseId, workspaceUserName: userName } of cases) if (userName) known.set(caseId, { userName });
    const unknown = cases.filter((one) => !known.has(one.caseId));
    const people = unknown.map(({ person }) => person);
    const found = await identifyPeople(people, { identities, policy, usersByEmail });
    for (const [index, { caseId }] of unknown.entries()) {
      const identity = found[index];
      if (identity) known.set(caseId, identity);
    }
    return known;
  }

  async function usersByEmail(): Promise<Map<string, string[]>[]> {
    const projects = await Promise.all(
      [...workspaces].map(([workspace, client]) => orUnread(workspace, readUsersByEmail(client))),
    );
    for (const project of projects) if ('problem' in project) unread.set(project.workspace, project);
    return projects.filter((project) => 'get' in project);
  }

  /** What a write of a kind may have changed is read anew. */
  function forget(kind: keyof ProjectReader['forget']): void {
    for (const reader of readers.values()) reader.forget[kind]();
  }

  return { observe, forget };
}

function together(projects: readonly Project[], index: number): Omit<Observation, 'at' | 'identity' | 'refused'> {
  const looks = projects.flatMap((project) => ('looks' in project ? (project.looks[index] ?? []) : []));
  return {
    users: looks.flatMap((look) => look.users),
    attached: looks.flatMap((look) => look.attached),
    access: looks.flatMap((look) => look.access),
    eips: looks.flatMap((look) => look.eips),
    others: looks.flatMap((look) => look.others),
    unread: projects.flatMap((project) => unreadOf(project, index)),
  };
}

/** A project that could not be read at all, or not for this case. */
function unreadOf(project: Project, index: number): Unread[] {
  if ('problem' in project) return [project];
  const problem = project.looks[index]?.problem;
  return problem ? [{ workspace: project.workspace, problem }] : [];
}

/** Waits until one project is read, and then for the others no longer than is good for that one. */
async function inTime(
  looks: readonly { workspace: string; look: Promise<Project> }[],
  patienceMs: number,
): Promise<Project[]> {
  const read = looks.map(async ({ look }) => {
    if ('problem' in (await look)) throw new Error('Not this one');
  });
  await Promise.any(read).catch(() => undefined);
  return Promise.all(
    looks.map(async ({ workspace, look }) => {
      const project = await beforeDeadline(look, patienceMs);
      return project === 'late' ? { workspace, problem: tooSlow } : project;
    }),
  );
}
