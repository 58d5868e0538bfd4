/**
 * What the client relies on although no public document states it. Each is the careful choice among the possible
 * ones; when a live system shows otherwise, this file is where to say so.
 */

/** The published request limits are 100 writes and 200 reads a minute, per user and API, but the rows of the desktop, network and job APIs could not be read. */
export const WRITES_PER_MINUTE = 100;
export const READS_PER_MINUTE = 200;

/** Whether the gateway's minute is a fixed or a sliding window is not stated. This holds for both: never more than the limit in any minute, and a little over a minute for calls that travel at different speeds. */
export const THROTTLE_WINDOW_MS = 60_500;

/** `POST /desktops/detach` states no usable upper limit, but its definition carries 100 in a vendor field, as those of its siblings state (batch-detach, EIP unbinding, action, logoff). */
export const DESKTOPS_PER_CALL = 100;

/** `GET /users` states no limit for `user_names`; `GET /desktops/detail` states 100. */
export const USER_NAMES_PER_CALL = 100;

/** Documented for users of a LOCAL_AD domain, the longest of all: letters, digits, `_` and `-`. */
export const USER_NAME_LENGTH = 64;

/**
 * Names imported from a company's own Active Directory may hold more than the documented letters, digits, `_` and `-`: which, is
 * not stated. What Active Directory itself allows in no account name is in none here either; everything else is asked for.
 */
export const IMPOSSIBLE_IN_USER_NAMES = /["/\\[\]:;|=,+*?<>\p{Cc}]/u;

/** The gateway is documented to take 32 KB of address and headers, what stands before it is not; 8 KB is what servers commonly take. */
export const REQUEST_LINE_BYTES = 8_000;

/** Stated for attaching only: at most 500 users of one desktop in one call. */
export const USERS_PER_DESKTOP = 500;

/** `POST /desktop-pools/{pool_id}/users` states no limit for `objects`; 100 is what its siblings state. */
export const POOL_MEMBERS_PER_CALL = 100;

/** `GET /desktop-pools/statistics/by-users` states a `limit` of at most 10 users a page; a public client sends 100. Not stated: whether a pool that is open to a user through a group counts as theirs. So it finds pools early and proves nothing. */
export const USERS_WITH_POOLS_PER_PAGE = 10;

/** No length is stated for the `domain` of a user or group; 255 is what ids and privilege groups beside it have. */
export const DOMAIN_LENGTH = 255;

/** Neither detach call says what it answers for a desktop that nobody is attached to, nor does EIP unbinding for a desktop without one. Codes found to mean "nothing left to do" are listed here and become outcome `already`. */
export const ALREADY_DONE_CODES: ReadonlySet<string> = new Set<string>();

/** Seen for a user that is gone, and described as "tenant not existing": which of them, the code does not tell. */
export const USER_OR_TENANT_MISSING = 'WKS.00170312';

/** Codes that mean "there is no such thing", whatever the HTTP status (400 and 500 are both in use for it). */
export const NOT_FOUND_CODES: ReadonlySet<string> = new Set([
  'WKS.0202',
  'WKS.0915',
  'WKS.00170117',
  'WKS.00170208',
  USER_OR_TENANT_MISSING,
]);

/** Codes that mean "not now": the desktop is busy (00010032) or is being given disks (0407). */
export const BUSY_CODES: ReadonlySet<string> = new Set(['WKS.00010032', 'WKS.0407']);

/** The EIP service and STS are reached beside the Workspace endpoint, at the same region's host with another first label. */
export const SERVICE_HOST_LABELS = { workspace: 'workspace', eip: 'vpc', sts: 'sts', iam: 'iam' } as const;

/** Stated for `desktop_id` of `GET /desktops`. */
export const DESKTOP_IDS_PER_LIST = 100;

/** No limit is stated for `id` and `status` of `GET /eip/publicips`; URLs have one in any case, and 100 is what the siblings state. */
export const FILTER_VALUES_PER_CALL = 100;

/** On its way to being attached; whether the users are listed meanwhile is not stated. */
export const ATTACH_UNDER_WAY = 'ATTACHING';

/** On its way to being attached or detached: which, cannot be told. */
export const ATTACH_STATE_UNDECIDED = 'WAITING';
