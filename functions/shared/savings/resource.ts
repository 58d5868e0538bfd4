/** What is known of anything that costs money; nothing is guessed. */
type Known = {
  id: string;
  name?: string;
  /** The Workspace project, by its name in the configuration. */
  project: string;
  region: string;
  /** ISO 8601; absent when the service did not show it. */
  createdAt?: string;
  /** As `key` or `key=value`. */
  tags: readonly string[];
  enterpriseProjectId?: string;
  /** Why the policy never lets it be touched, machine-readable: `desktop`, `user` or `tag:…`. */
  protectedBy?: string;
};

export type DesktopResource = Known & {
  kind: 'desktop';
  /** The users and groups that are attached. */
  attachedNames: readonly string[];
  /** `unknown` also while it changes. */
  power: 'on' | 'off' | 'hibernated' | 'unknown';
  /** Somebody is logged in, or it cannot be told that nobody is. */
  mayBeInSession: boolean;
  /** Of a desktop pool: nobody is attached until somebody logs in. */
  isPooled: boolean;
  billing?: 'pay-per-use' | 'yearly-monthly';
  /** What its compute is priced by. */
  productId?: string;
  disks: readonly { type: string; sizeGiB: number }[];
  /** By the service's own daily figures; absent when they have no row for it, which says nothing. */
  usage?: { idleSeconds: number; neverUsed: boolean };
};

export type EipResource = Known & {
  kind: 'eip';
  address?: string;
  /** Absent when it is bound to nothing. `other` is a NAT gateway, a server, a load balancer: none of ours. */
  boundTo?: { kind: 'desktop'; desktopId: string } | { kind: 'other' };
  /** A binding is under way. */
  isChanging: boolean;
  billing?: 'by-bandwidth' | 'by-traffic' | 'shared-bandwidth' | 'yearly-monthly';
  bandwidthMbit?: number;
  /** Outbound, as measured; absent when nobody measures it. */
  trafficGiBPerMonth?: number;
};

export type SavingsResource = DesktopResource | EipResource;
