import type { Identity } from './identity.ts';

/** What a fresh reading of Workspace says about one person. Built by the reader, judged by `decide`. */
export type Observation = {
  /** When it was read, ISO 8601 UTC. */
  at: string;
  /** Who the person is on Workspace. */
  identity: Identity;
  /** Whether Workspace has such a user; only read when nothing is attached. */
  userExists: boolean;
  /** Desktops on which the person is attached now, a detachment in flight included. */
  attached: AttachedDesktop[];
  /** Bound EIPs of the desktops in question, with who is left on those desktops. */
  eips: BoundEip[];
};

export type AttachedDesktop = {
  desktopId: string;
  computerName?: string;
  desktopType?: string;
  powerState?: string;
  attachment: { userName: string; userId?: string; userGroup?: string; domain?: string };
  /** How many users and groups are attached beside this person. */
  others: number;
  /** Workspace is already detaching; asking again would only be refused. */
  detaching: boolean;
};

export type BoundEip = {
  desktopId: string;
  eipId: string;
  address?: string | undefined;
  /** Users and groups attached to its desktop now; undefined where Workspace does not list that desktop. */
  attachedCount: number | undefined;
};
