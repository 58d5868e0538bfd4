import type { Logger } from '@aws-lambda-powertools/logger';
import type { AccessIndexStore } from '../ledger/access-index-store.ts';
import type { IdentityStore } from '../ledger/identity-store.ts';
import { hasBegun, type OffboardingCase, type Problem } from '../offboarding/case/offboarding-case.ts';
import type { Person } from '../offboarding/case/person.ts';
import type { Policy } from '../offboarding/case/policy.ts';
import { goneSince } from '../offboarding/decide/access-confirmation.ts';
import type { Observation } from '../offboarding/decide/observation.ts';
import { recordedNames } from '../offboarding/drift/drift.ts';
import type { Candidate } from '../offboarding/identity/candidate.ts';
import type { Claims } from '../offboarding/identity/claims.ts';
import { claimsOf } from '../offboarding/identity/claims-of.ts';
import { type Identified, isCertain } from '../offboarding/identity/identity.ts';
import { unique } from '../runtime/chunks.ts';
import type { Clock } from '../runtime/clock.ts';
import { beforeDeadline, type Timer } from '../workspace-api/call/before-deadline.ts';
import { WorkspaceError } from '../workspace-api/call/errors.ts';
import type { WorkspaceClient } from '../workspace-api/create-workspace-client.ts';
import { type AskEach, identifyPeople } from './identify-people.ts';
import { createProjectReader, type Look, type ProjectReader, type Sought } from './project-reader.ts';
import { nameRefused } from './refused-values.ts';
import type { UserDirectory } from './user-directory.ts';

/** The company's Workspace projects, by their names in the configuration. */
export type Workspaces = ReadonlyMap<string, WorkspaceClient>;

export type ReaderDependencies = {
  workspaces: Workspaces;
  identities: Pick<IdentityStore, 'load'>;
  index: AccessIndexStore;
  policy: Policy;
  clock: Clock;
  log: Pick<Logger, 'error' | 'warn'>;
  /**
   * Where one project has been read, the others are waited for so long, in ms: what it shows is to be acted on within this run.
   * @default 15 seconds
   */
  patienceMs?: number | undefined;
  /** What waiting goes by. @default real time, whatever the clock */
  timer?: Timer | undefined;
};

export type ObserveOptions = {
  /** Of which cases access through pools and groups is read, by their ids, and whether as of when they were gone. @default none */
  access?: ReadonlyMap<string, 'look' | 'confirm'>;
  /** Nothing else is left to be done: slow projects are waited for. @default they are left for the next look */
  patient?: boolean;
};

/** So long a project may take longer than the first: what the others show is to be acted on at once. */
const hasteMs = 500;
/** And so long where it is asked who somebody is, which takes as many calls in each: where there is much to look at, a look takes longer. */
const hasteToAskMs = 300;

export type WorkspaceReader = ReturnType<typeof createWorkspaceReader>;

/** What one project showed of each case, or why it could not be read. */
type Project = { workspace: string; looks: Look[] } | Unread;
type Unread = Observation['unread'][number] & {
  /** Of those of the cases that are asked for no more. */
  refusals?: readonly (Problem | undefined)[] | undefined;
};

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
  const { workspaces, identities, policy, clock, log, patienceMs = 15_000, timer } = deps;
  const known = new Map<string, Identified>();
  const readers = new Map(
    [...workspaces].map(([workspace, client]) => [
      workspace,
      createProjectReader({ workspace, client, index: deps.index, clock, log, patienceMs: deps.patienceMs, timer }),
    ]),
  );
  /** Looks that have not come back yet. */
  const waiting = new Map<string, Promise<Project>>();
  const unread = new Map<string, Unread>();
  /** Questions for who somebody is that have not been answered yet. */
  const asking = new Map<string, Promise<unknown>>();
  /** Projects that have been waited for, and are silent still: they are not waited for in haste a second time. */
  const silent = new Set<string>();
  const hasteOf = (ms: number) => (workspace: string) => (silent.has(workspace) ? 0 : Math.min(ms, patienceMs));

  async function observe(
    cases: readonly OffboardingCase[],
    { access = new Map(), patient = false }: ObserveOptions = {},
  ): Promise<Map<string, Observation>> {
    const { who, left } = await identitiesOf(cases, patient);
    const looks = [...readers].map(([workspace, reader]) => {
      const sought = cases.map((one) => seek(workspace, one, who, access.get(one.caseId)));
      const underWay = patient || !silent.has(workspace) ? undefined : waiting.get(workspace);
      const look = left.has(workspace) ? leftBehind(workspace) : (underWay ?? lookAt(workspace, reader, sought));
      return { workspace, look, refusals: () => sought.map((one) => reader.refusalOf(one)) };
    });
    for (const { workspace, look } of looks) waiting.set(workspace, look);
    const read = await inTime(looks, patient ? () => patienceMs : hasteOf(hasteMs), timer);
    // Whose name has been found to be refused is known by it in the next run, whatever this one comes to.
    const projects = read.map((project, index) =>
      'problem' in project ? { ...project, refusals: looks[index]?.refusals() } : project,
    );
    for (const [index, { workspace, look }] of looks.entries()) noteSilence(workspace, look, projects[index]);
    for (const project of projects) {
      const isLate = 'problem' in project && project.problem === tooSlow;
      if (!isLate) waiting.delete(project.workspace);
      if ('problem' in project && (patient || !isLate)) unread.set(project.workspace, project);
    }
    const at = new Date(clock.now()).toISOString();
    const attachmentsAt = latestOf(projects, (reader) => reader.attachmentsReadAt());
    const eipsAt = latestOf(projects, (reader) => reader.eipsReadAt());
    return new Map(
      cases.map((one, index) => {
        const identity = who.get(one.caseId)?.identity ?? { problem: 'no-identity-for-workspace' };
        const seen = together([...projects, ...missing(one)], index);
        return [one.caseId, { at, attachmentsAt, eipsAt, identity, ...seen, refused: [] }];
      }),
    );
  }

  /** ISO 8601 UTC */
  function latestOf(projects: readonly Project[], readAt: (reader: ProjectReader) => number): string {
    const read = projects.flatMap((project) => ('looks' in project ? (readers.get(project.workspace) ?? []) : []));
    return new Date(read.length > 0 ? Math.max(...read.map(readAt)) : clock.now()).toISOString();
  }

  function noteSilence(workspace: string, look: Promise<unknown>, read: object | undefined): void {
    const isLate = read !== undefined && 'problem' in read && read.problem === tooSlow;
    if (!isLate || silent.has(workspace)) return;
    silent.add(workspace);
    look.finally(() => silent.delete(workspace)).catch(() => undefined);
  }

  /** A project that has not said yet who somebody is: what they have there is looked at later. */
  async function leftBehind(workspace: string): Promise<Project> {
    await asking.get(workspace);
    return { workspace, problem: tooSlow };
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
    // One look at a time: what the slow one has read the next one knows.
    await waiting.get(workspace);
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

  function seek(
    workspace: string,
    one: OffboardingCase,
    who: ReadonlyMap<string, Identified>,
    depth: 'look' | 'confirm' | undefined,
  ): Sought {
    const { identity, users = [] } = who.get(one.caseId) ?? {};
    const isHere = (record: { workspace: string }) => record.workspace === workspace;
    const desktops = one.desktops.filter(isHere);
    const own = [...one.users, ...desktops.map(({ attachment }) => attachment)].map(({ userId }) => userId);
    const members = one.access.filter(isHere).map((record) => record.member.id);
    const access = depth && { known: one.access.filter(isHere), confirmSince: sinceOf(one, depth) };
    return {
      userName: identity && 'userName' in identity ? identity.userName : undefined,
      users: users.filter(isHere),
      // Before anything is taken, what an earlier reading found as somebody else is not theirs.
      knownAs: one.undoes !== undefined || hasBegun(one) ? unique(recordedNames(one)) : [],
      desktopIds: desktops.map((record) => record.desktopId),
      withEip: desktops.flatMap(({ desktopId, eip, unbind }) => (eip && unbind !== 'verified' ? desktopId : [])),
      userIds: unique([...own, ...members].filter((id) => id !== undefined)),
      ...(access && { access }),
      isSuspect: one.problem?.code === nameRefused,
    };
  }

  /**
   * Where a case has not noted yet that somebody is gone from a desktop, they are as of the last reading, of whichever project: all are
   * asked for what is new enough for the latest of them, as the case wants it.
   */
  function sinceOf(one: OffboardingCase, depth: 'look' | 'confirm'): string | undefined {
    if (depth === 'look') return undefined;
    const isNoted = one.desktops.every(({ detach }) => detach === 'verified');
    const readAt = new Date(Math.max(...readers.values().map((reader) => reader.attachmentsReadAt()))).toISOString();
    const gone = goneSince(one, readAt);
    return isNoted || gone > readAt ? gone : readAt;
  }

  /**
   * Asked once a run: who somebody is does not change with what is written to Workspace. A slow project is left behind only where no
   * answer of it is needed to know for certain whom the others show; they are asked for again with it.
   */
  async function identitiesOf(
    cases: readonly OffboardingCase[],
    patient: boolean,
  ): Promise<{ who: ReadonlyMap<string, Identified>; left: ReadonlySet<string> }> {
    const unknown = cases.filter((one) => !known.has(one.caseId));
    const mapped = await identities.load(unknown.map(({ person }) => person));
    const claims = unknown.map((one, index) => claimsOf(one, mapped[index] ?? [], policy));
    const left = new Set<string>();
    const inHaste = patient ? [] : await identifyPeople(claims, askEach(hasteOf(hasteToAskMs), left));
    const areAllCertain = inHaste.every((one, index) => isCertain(one, claims[index] as Claims));
    if (left.size > 0 && areAllCertain) return { who: new Map([...known, ...byCase(unknown, inHaste)]), left };
    const isAnswered = !patient && left.size === 0;
    const found = isAnswered
      ? inHaste
      : await identifyPeople(
          claims,
          askEach(() => patienceMs),
        );
    for (const [caseId, one] of byCase(unknown, found)) known.set(caseId, one);
    return { who: known, left: new Set() };
  }

  /** Who somebody is of whom there is no case. */
  async function identify(person: Person): Promise<Identified> {
    const [mapped = []] = await identities.load([person]);
    const { identity: rules, emailDomains } = policy;
    const [one] = await identifyPeople(
      [{ person, mapped, rules, emailDomains }],
      askEach(() => patienceMs),
    );
    return one ?? { identity: { problem: 'no-identity-for-workspace' }, users: [] };
  }

  /**
   * Asks every project that has not failed yet.
   *
   * @param left where projects are noted that have not answered in time, and that are asked again; left out, they have failed
   */
  function askEach(waitMs: (workspace: string) => number, left?: Set<string>): AskEach {
    const isLeft = (workspace: string) =>
      unread.has(workspace) || (left !== undefined && (left.has(workspace) || silent.has(workspace)));
    return async (ask) => {
      const asked = [...readers].map(([workspace, { directory }]) => ({
        workspace,
        look: isLeft(workspace) ? unanswered(workspace) : askOne(workspace, directory, ask),
      }));
      const projects = await inTime(asked, waitMs, timer);
      for (const [index, project] of projects.entries()) {
        if (!('problem' in project)) continue;
        if (left) noteSilence(project.workspace, asked[index]?.look ?? Promise.resolve(), project);
        if (left && project.problem === tooSlow) left.add(project.workspace);
        else unread.set(project.workspace, project);
      }
      return projects.flatMap((project) => ('found' in project ? project.found : []));
    };
  }

  async function unanswered(workspace: string): Promise<Unread> {
    return unread.get(workspace) ?? { workspace, problem: tooSlow };
  }

  /** One question at a time: what a slow project has answered the next one knows. */
  function askOne(workspace: string, directory: UserDirectory, ask: Parameters<AskEach>[0]) {
    const before = asking.get(workspace) ?? Promise.resolve();
    const answer = before.then(() => orUnread(workspace, asFound(ask(directory))));
    // What has failed is thrown to whoever asked it, not to whoever asks next.
    const over = answer.catch(() => undefined);
    asking.set(workspace, over);
    return answer;
  }

  /** What a write of a kind may have changed is read anew. */
  function forget(kind: keyof ProjectReader['forget']): void {
    for (const reader of readers.values()) reader.forget[kind]();
  }

  return {
    observe,
    identify,
    forget,
    /** Whether a project has not answered yet, and is still asked. */
    isWaiting: () => waiting.size > 0,
    unread: () => [...unread.values()],
  };
}

function byCase(cases: readonly OffboardingCase[], found: readonly Identified[]): [string, Identified][] {
  return cases.flatMap(({ caseId }, index) => (found[index] ? [[caseId, found[index]] as [string, Identified]] : []));
}

async function asFound(found: Promise<Candidate[]>): Promise<{ found: Candidate[] }> {
  return { found: await found };
}

function together(
  projects: readonly Project[],
  index: number,
): Omit<Observation, 'at' | 'attachmentsAt' | 'eipsAt' | 'identity' | 'refused'> {
  const looks = projects.flatMap((project) => ('looks' in project ? (project.looks[index] ?? []) : []));
  return {
    users: looks.flatMap((look) => look.users),
    attached: looks.flatMap((look) => look.attached),
    access: looks.flatMap((look) => look.access),
    accessReads: looks.flatMap((look) => look.accessRead ?? []),
    eips: looks.flatMap((look) => look.eips),
    others: looks.flatMap((look) => look.others),
    unclear: looks.flatMap((look) => look.unclear),
    unread: projects.flatMap((project) => unreadOf(project, index)),
  };
}

/** A project that could not be read at all, or not for this case. */
function unreadOf(project: Project, index: number): Unread[] {
  const { workspace } = project;
  if ('problem' in project) return [{ workspace, problem: project.refusals?.[index] ?? project.problem }];
  const problem = project.looks[index]?.problem;
  return problem ? [{ workspace, problem }] : [];
}

/** Waits until one project is read, and then for the others no longer than is good for that one. */
async function inTime<Read extends object>(
  looks: readonly { workspace: string; look: Promise<Read | Unread> }[],
  waitMs: (workspace: string) => number,
  timer: Timer | undefined,
): Promise<(Read | Unread)[]> {
  const read = looks.map(async ({ look }) => {
    if ('problem' in (await look)) throw new Error('Not this one');
  });
  await Promise.any(read).catch(() => undefined);
  return Promise.all(
    looks.map(async ({ workspace, look }) => {
      const project = await beforeDeadline(look, waitMs(workspace), timer);
      return project === 'late' ? { workspace, problem: tooSlow } : project;
    }),
  );
}
