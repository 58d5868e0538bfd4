import { readAttachments, readKnownUsers, readUsersByEmail } from '../shared/desktops/read-attachments.ts';
import { readEips } from '../shared/desktops/read-eips.ts';
import { readHolders } from '../shared/desktops/read-holders.ts';
import type { IdentityStore } from '../shared/ledger/identity-store.ts';
import { type Identity, identify, ruleFor } from '../shared/offboarding/identity.ts';
import type { AttachedDesktop, BoundEip, Observation } from '../shared/offboarding/observation.ts';
import type { OffboardingCase } from '../shared/offboarding/offboarding-case.ts';
import type { Policy } from '../shared/offboarding/policy.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { remembering } from '../shared/runtime/remembering.ts';
import type { WorkspaceClient } from '../shared/workspace-api/create-workspace-client.ts';

export type ReaderDependencies = {
  workspace: WorkspaceClient;
  identities: Pick<IdentityStore, 'load'>;
  policy: Policy;
  clock: Clock;
};

export type WorkspaceReader = ReturnType<typeof createWorkspaceReader>;

/**
 * Reads of Workspace what a group of cases needs to know, in as few calls as the API allows: up to 100 people a list
 * call, and nothing twice unless a write may have changed it. One reader serves one run.
 */
export function createWorkspaceReader({ workspace, identities, policy, clock }: ReaderDependencies) {
  const known = new Map<string, Identity>();
  const attachments = remembering((names: string[]) => readAttachments(workspace, names));
  const users = remembering((names: string[]) => readKnownUsers(workspace, names));
  const eips = remembering(
    async (ids: string[]) => new Map((await readEips(workspace, ids)).map((eip) => [eip.desktopId, eip])),
  );
  const holders = remembering((ids: string[]) => readHolders(workspace, ids));

  async function observe(cases: readonly OffboardingCase[]): Promise<Map<string, Observation>> {
    const who = await identitiesOf(cases);
    const nameOf = (one: OffboardingCase) => userNameOf(who.get(one.caseId));
    const attachedTo = await attachments.of(cases.map(nameOf));
    const attachedIn = (one: OffboardingCase) => attachedTo.get(nameOf(one) ?? '') ?? [];
    const nowhere = cases.filter((one) => one.desktops.length === 0 && attachedIn(one).length === 0);
    const existing = await users.of(nowhere.map(nameOf));
    const bound = await readBoundEips(
      cases.flatMap((one) => desktopsToCheck(one, attachedIn(one))),
      attachedTo,
    );
    const at = new Date(clock.now()).toISOString();
    return new Map(
      cases.map((one) => {
        const identity = who.get(one.caseId) ?? { problem: 'no-identity-for-workspace' };
        const userExists = existing.get(nameOf(one) ?? '') === true;
        const attached = attachedIn(one);
        const own = desktopsToCheck(one, attached).flatMap((id) => bound.get(id) ?? []);
        return [one.caseId, { at, identity, userExists, attached, eips: own }];
      }),
    );
  }

  /** Asked once a run: who somebody is does not change with what is written to Workspace. */
  async function identitiesOf(cases: readonly OffboardingCase[]): Promise<ReadonlyMap<string, Identity>> {
    const unknown = cases.filter((one) => !known.has(one.caseId));
    const mapped = await identities.load(unknown.map((one) => one.person));
    const byEmail = unknown.filter(
      (one, index) => mapped[index]?.length === 0 && ruleFor(one.person, policy.identity) === 'email',
    );
    const usersByEmail = byEmail.length > 0 ? await readUsersByEmail(workspace) : new Map<string, string[]>();
    for (const [index, { caseId, person }] of unknown.entries()) {
      known.set(caseId, identify(person, mapped[index] ?? [], policy.identity, usersByEmail));
    }
    return known;
  }

  /** Who is left is only asked where the leavers are gone: while one is attached, the answer is known. */
  async function readBoundEips(
    desktopIds: readonly string[],
    attachedTo: ReadonlyMap<string, AttachedDesktop[]>,
  ): Promise<Map<string, BoundEip>> {
    const bound = [...(await eips.of(desktopIds)).values()];
    const attached = new Map([...attachedTo.values()].flat().map((desktop) => [desktop.desktopId, desktop.others + 1]));
    const left = await holders.of(bound.map(idOf).filter((id) => !attached.has(id)));
    const countOf = (id: string) => attached.get(id) ?? left.get(id)?.attachedCount;
    return new Map(bound.map((eip) => [eip.desktopId, { ...eip, attachedCount: countOf(eip.desktopId) }]));
  }

  return {
    observe,
    forgetAttachments() {
      attachments.forget();
      holders.forget();
    },
    forgetEips: eips.forget,
  };
}

/** Those attached now, for the before-image, and those it has been about: an EIP may have been bound again. */
function desktopsToCheck(one: OffboardingCase, attached: readonly AttachedDesktop[]): string[] {
  return [...new Set([...attached, ...one.desktops].map(idOf))];
}

function idOf({ desktopId }: { desktopId: string }): string {
  return desktopId;
}

function userNameOf(identity: Identity | undefined): string | undefined {
  return identity && 'userName' in identity ? identity.userName : undefined;
}
