import type { WriteKind } from './decision.ts';
import type { Identity } from './identity.ts';
import type { AccessRecord, Problem } from './offboarding-case.ts';

/** What a fresh reading of Workspace says about one person. Built by the reader, judged by `decide`. */
export type Observation = {
  /** When it was read, ISO 8601 UTC. */
  at: string;
  /** Who the person is on Workspace. */
  identity: Identity;
  /** The person's users: one in each project that has such a user. */
  users: SeenUser[];
  /** Desktops on which the person is attached now, a detachment in flight included. */
  attached: AttachedDesktop[];
  /** What opens desktops to the person beside their own attachments: pools and groups. */
  access: SeenAccess[];
  /** Bound EIPs of the desktops in question. */
  eips: BoundEip[];
  /** The desktops in question that the person is not attached to (any more), as far as they are listed. */
  others: SeenDesktop[];
  /** Projects that could not be read, or not for this person: what they do not show may be there, and nothing may be concluded. */
  unread: { workspace: string; problem: Problem }[];
  /** What Workspace has refused in this run, by its key among the records: it is not asked for again before the next. */
  refused: { kind: WriteKind; key: string; problem: Problem }[];
};

export type SeenUser = {
  workspace: string;
  userId: string;
  userName: string;
  locked: boolean;
  groups: string[];
};

export type SeenAccess = Pick<AccessRecord, 'workspace' | 'kind' | 'id' | 'name' | 'opens' | 'member'>;

export type SeenDesktop = {
  workspace: string;
  desktopId: string;
  computerName?: string;
  desktopType?: string;
  powerState?: string;
  /** Users and groups attached to it now, this person included. */
  attachedCount: number;
  /** As `key` or `key=value`. */
  tags: string[];
};

export type AttachedDesktop = SeenDesktop & {
  attachment: { userName: string; userId?: string; userGroup?: string; domain?: string };
  /** Workspace is already detaching; asking again would only be refused. */
  detaching: boolean;
};

export type BoundEip = {
  desktopId: string;
  eipId: string;
  address?: string | undefined;
};
