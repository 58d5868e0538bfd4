import type { AccessRecord, Problem } from '../case/offboarding-case.ts';
import type { AttachedUser } from '../identity/attached-user.ts';
import type { Candidate } from '../identity/candidate.ts';
import type { Identity } from '../identity/identity.ts';
import type { WriteKind } from './decision.ts';

/** What a fresh reading of Workspace says about one person. Built by the reader, judged by `decide`. */
export type Observation = {
  /** When it was read, ISO 8601 UTC. */
  at: string;
  /** When it was read who is attached to what, which may have been earlier. */
  attachmentsAt: string;
  /** The same of what is bound. */
  eipsAt: string;
  /** Who the person is on Workspace. */
  identity: Identity;
  /** The person's users: one in each project that has such a user. */
  users: SeenUser[];
  /** Desktops on which the person is attached now, a detachment in flight included, by any of the lists that were read. */
  attached: AttachedDesktop[];
  /** What opens desktops to the person beside their own attachments: pools and groups. Known of the projects in `accessReads`. */
  access: SeenAccess[];
  /** How access through pools and groups was read, for each project that it was read of. */
  accessReads: AccessRead[];
  /** Bound EIPs of the desktops in question. */
  eips: BoundEip[];
  /** The desktops in question that no list shows the person on (any more), as far as they are listed. */
  others: SeenDesktop[];
  /** Projects that could not be read, or not for this person: what they do not show may be there, and nothing may be concluded. */
  unread: { workspace: string; problem: Problem }[];
  /** What Workspace has refused in this run, by its key among the records: it is not asked for again before the next. */
  refused: { kind: WriteKind; key: string; problem: Problem /** Asking again is of no use. */; forGood?: boolean }[];
  /**
   * What carries the person's name while no reading tells whether it is theirs: a user of that name or of a type that is not
   * known. It is left alone.
   */
  unclear?: SeenUnclear[];
};

/** `in`: the desktop or pool. */
export type SeenUnclear = Candidate & { in: string };

export type SeenUser = {
  workspace: string;
  userId: string;
  userName: string;
  locked: boolean;
  groups: string[];
  domain?: string;
  email?: string;
  /** Other users of the project have the same name. */
  hasNamesakes?: true;
  /** How many desktops Workspace counts for them; absent where it does not count. */
  desktopCount?: number;
};

export type SeenAccess = Pick<AccessRecord, 'workspace' | 'kind' | 'id' | 'name' | 'opens' | 'member'>;

/**
 * How access through pools and groups was read in one project. What leads to the person is looked up in an index and read
 * directly; that there is nothing else is known as of `readSince`.
 */
export type AccessRead = {
  workspace: string;
  /** Every pool, and where the person is in a group every multi-user desktop, was read at this time or later; ISO 8601 UTC. */
  readSince?: string;
  /** When it is worth to look whether the reading has come further, ISO 8601 UTC. */
  nextAt: string;
  /** Why nothing can be concluded of a part. */
  problem?: Problem;
  /** Ids of the pools and groups that could not be read just now. */
  unread: string[];
  /** The index was asked in this run to be as new as this, and what could be read at once is in; ISO 8601 UTC. */
  askedSince?: string;
};

export type SeenDesktop = {
  workspace: string;
  desktopId: string;
  computerName?: string;
  desktopType?: string;
  powerState?: string;
  /** Something is being done to it, such as starting it: whatever else is asked for is refused meanwhile. */
  busy?: boolean;
  /** Users and groups attached to it now beside this person. */
  others: AttachedUser[];
  /** As `key` or `key=value`. */
  tags: string[];
};

export type AttachedDesktop = SeenDesktop & {
  attachment: { userName: string; userId?: string; userGroup?: string; domain?: string };
  /** Workspace is already detaching; asking again would only be refused. */
  detaching: boolean;
  /** The type that Workspace gives it, if it is neither a user's nor a group's: then the name says nothing. */
  unknownType?: string;
  /** An attachment of somebody is still under way, perhaps of this person. */
  attaching?: boolean;
  /**
   * One list does not show the person on it (any more), and another does: one of them lags behind what was written, or leaves
   * something out. Until they agree the person is not gone from it, nor have they come back.
   */
  isDisputed?: true;
};

export type BoundEip = {
  desktopId: string;
  eipId: string;
  address?: string | undefined;
};
