/** What the world is made of. Times are epoch milliseconds; every entity has an `id` and says its `kind`. */

type DesktopType = 'DEDICATED' | 'SHARED' | 'POOLED';
export type DesktopStatus = 'ACTIVE' | 'SHUTOFF' | 'HIBERNATED' | 'ERROR' | 'DELETED' | '';
type AttachState = 'UNATTACH' | 'ATTACHING' | 'ATTACHED' | 'DEATTACHING' | 'DEATTACHED' | 'DEATTACHFAIL';

export type Attachment = {
  userId: string;
  userName: string;
  userGroup: string;
  domain: string;
  type: 'USER' | 'GROUP';
};

type DetachRecord = Attachment & { detachedAt: number };

export type Desktop = {
  readonly kind: 'desktop';
  readonly id: string;
  /** Position in every listing. */
  readonly ordinal: number;
  readonly createdAt: number;
  computerName: string;
  desktopType: DesktopType;
  poolId: string | null;
  status: DesktopStatus;
  /** What is being done to it (`powering-off`, …), null when nothing is. */
  taskStatus: string | null;
  attachState: AttachState;
  attachments: readonly Attachment[];
  /** The user with an open session. */
  loggedIn: string | null;
  osType: 'Windows' | 'Linux';
  ipAddress: string;
  /** Reaches the internet through a shared NAT gateway, whether or not it has an EIP of its own. */
  hasNat: boolean;
  isAttachingEip: boolean;
  tags: Readonly<Record<string, string>>;
  enterpriseProjectId: string;
  /** `0` yearly/monthly, `1` pay-per-use. */
  chargeMode: '0' | '1';
  inMaintenanceMode: boolean;
  /** Stands for the files on the disk: null once they were wiped. */
  data: string | null;
  detachRecords: readonly DetachRecord[];
};

export type User = {
  readonly kind: 'user';
  readonly id: string;
  readonly createdAt: number;
  userName: string;
  email: string;
  description: string;
  domain: string;
  locked: boolean;
  disabled: boolean;
  /** ISO 8601 UTC, or `0` for never. */
  accountExpires: string;
};

export type Group = {
  readonly kind: 'group';
  readonly id: string;
  readonly createdAt: number;
  groupName: string;
  members: readonly string[];
};

export type PoolGrant = {
  objectType: 'USER' | 'USER_GROUP';
  /** Empty where the listing is to show none; the name likewise. */
  objectId: string;
  objectName: string;
  userGroup: string;
  domain: string;
};

export type Pool = {
  readonly kind: 'pool';
  readonly id: string;
  readonly createdAt: number;
  poolName: string;
  type: 'DYNAMIC' | 'STATIC';
  grants: readonly PoolGrant[];
};

/** Milliseconds bound and unbound up to `since`, when it was last bound, unbound or allocated. */
export type EipMeter = { since: number; boundMs: number; reservedMs: number };

export type Eip = {
  readonly kind: 'eip';
  readonly id: string;
  readonly createdAt: number;
  readonly billingMode: 'PAY_PER_USE' | 'YEARLY_MONTHLY';
  readonly chargeMode: 'traffic' | 'bandwidth';
  address: string;
  /** Mbit/s. */
  bandwidthSize: number;
  desktopId: string | null;
  /** Bound to something that is not a desktop, such as a NAT gateway. */
  otherInstance: { type: 'NATGW' | 'ELB' | 'PORT'; id: string } | null;
  enterpriseProjectId: string;
  tags: Readonly<Record<string, string>>;
  meter: EipMeter;
  releasedAt: number | null;
};

export type Job = {
  readonly kind: 'job';
  readonly id: string;
  readonly createdAt: number;
  readonly type: string;
};

export type Entity = Desktop | User | Group | Pool | Eip | Job;

/** One field of one entity that got another value; `created` and `deleted` are fields of their own. */
export type Change = { kind: Entity['kind']; id: string; field: string; from?: unknown; to?: unknown };

/** What one call changed: at once, and, as the world goes on, later. */
export type Effects = { changed: Change[]; later: LateChange[] };

/** `at`, epoch ms. */
export type LateChange = Change & { at: number };
