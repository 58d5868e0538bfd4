import { readAttachments, readKnownUsers } from '../shared/desktops/read-attachments.ts';
import { readEips } from '../shared/desktops/read-eips.ts';
import { readHolders } from '../shared/desktops/read-holders.ts';
import { workspaceUserName } from '../shared/offboarding/identity.ts';
import type { AttachedDesktop, BoundEip, Observation } from '../shared/offboarding/observation.ts';
import type { OffboardingCase } from '../shared/offboarding/offboarding-case.ts';
import type { Policy } from '../shared/offboarding/policy.ts';
import type { Clock } from '../shared/runtime/clock.ts';
import { remembering } from '../shared/runtime/remembering.ts';
import type { WorkspaceClient } from '../shared/workspace-api/create-workspace-client.ts';

export type WorkspaceReader = ReturnType<typeof createWorkspaceReader>;

/**
 * Reads of Workspace what a group of cases needs to know, in as few calls as the API allows: up to 100 people a list
 * call, and nothing twice unless a write may have changed it. One reader serves one run.
 */
export function createWorkspaceReader(workspace: WorkspaceClient, policy: Policy, clock: Clock) {
  const attachments = remembering((names: string[]) => readAttachments(workspace, names));
  const users = remembering((names: string[]) => readKnownUsers(workspace, names));
  const eips = remembering(
    async (ids: string[]) => new Map((await readEips(workspace, ids)).map((eip) => [eip.desktopId, eip])),
  );
  const holders = remembering((ids: string[]) => readHolders(workspace, ids));

  async function observe(cases: readonly OffboardingCase[]): Promise<Map<string, Observation>> {
    const names = new Map(cases.map((one) => [one.caseId, workspaceUserName(one.person, policy.identity)]));
    const attachedTo = await attachments.of([...names.values()]);
    const attachedIn = (one: OffboardingCase) => attachedTo.get(names.get(one.caseId) ?? '') ?? [];
    const nowhere = cases.filter((one) => one.desktops.length === 0 && attachedIn(one).length === 0);
    const known = await users.of(nowhere.map((one) => names.get(one.caseId)));
    const bound = await readBoundEips(
      cases.flatMap((one) => desktopsToCheck(one, attachedIn(one))),
      attachedTo,
    );
    const at = new Date(clock.now()).toISOString();
    return new Map(
      cases.map((one) => {
        const userName = names.get(one.caseId);
        const userExists = known.get(userName ?? '') === true;
        const attached = attachedIn(one);
        const own = desktopsToCheck(one, attached).flatMap((id) => bound.get(id) ?? []);
        return [one.caseId, { at, ...(userName && { userName }), userExists, attached, eips: own }];
      }),
    );
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
