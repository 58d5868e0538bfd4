import type { RepeatedValues } from './gateway/check-signature.ts';

/**
 * Everything this simulator does that no public document confirms, by name, in one place.
 *
 * Each is a setting, so that a test can ask "and what if it is the other way round?":
 * `startWorkspaceSimulator({ assumptions: { unknownDesktop: 'refuse-call' } })`.
 */
export type Assumptions = {
  /** `is_detach_all_users` left out: read as this value. The documents name no default. */
  detachAllUsersByDefault: boolean;
  /** The documents' own example sends the string `"false"` for a boolean. */
  booleansAsStrings: 'coerce' | 'refuse';
  /** A user that does not exist, named in a detach. Documented: "the backend service checks"; not: how it answers. */
  unknownUser: 'refuse-call' | 'failed-item';
  /** A user that exists, but is not attached to the desktop it is to be detached from; a desktop nobody is attached to. */
  detachOfNobody: 'success' | 'failed-item';
  /** A desktop id nobody knows, or of a deleted desktop, in a detach. */
  unknownDesktop: 'failed-item' | 'refuse-call';
  /** A busy desktop (power change, attach or detach under way) among those of a detach, attach or power call. */
  busyDesktop: 'refuse-call' | 'failed-item';
  /** Attaching somebody to a desktop that is off. The console offers unassigned desktops, which are off; nothing says what the API needs. */
  attachWhileOff: 'attach' | 'refuse-call';
  /** An unknown desktop, or one without an EIP, in an EIP unbinding: that call has no list of results. */
  unbindOfNothing: 'ignore' | 'refuse-call';
  /** Whether the pools of a user, asked for directly, include those open through a group; and whether a region has that API. */
  poolsByUsers: 'own' | 'with-groups' | 'missing';
  /** Adding a user to a group who is in it, or taking one out who is not. */
  groupChangeOfNothing: 'success' | 'refuse-call';
  /** The console shuts a single-user desktop down when its user is unbound; whether the API does so unasked is not said. */
  singleUserShutsOffUnasked: boolean;
  /** Whether a search for a user's desktops also finds those reached through a group. */
  userFilterSeesGroups: boolean;
  /** Whether the lists of users and of desktop details take `user_names` for whole names or for parts of them. */
  userNamesMatch: 'whole' | 'part';
  /** Whether those filters tell letter case apart; AD itself does not. */
  userNamesTellCase: boolean;
  /** What a group is called among those attached to a desktop. Documented for desktops: `GROUP`; `USER_GROUP` is the word of pools. */
  attachedGroupType: string;
  /** Whether a desktop shows the ids of those attached to it. */
  attachmentsShowIds: boolean;
  /** Whether a 429 says when to come back. No sample seen carries the header. */
  retryAfterOn429: boolean;
  /** The throttling window: it opens with the first call and lasts a minute. Refused calls count too. */
  throttlingWindowMs: number;
  /** Which calls fail for want of a Content-Type; reported once, for a DELETE in one region. */
  contentTypeRequired: 'always' | 'writes' | 'never';
  /** Huawei's own signers and verifiers disagree; what the gateway does is not documented. */
  repeatedQueryValues: RepeatedValues;
  /** What a project that is not the caller's is answered with. */
  wrongProject: { status: number; code: string };
};

export const defaultAssumptions: Assumptions = {
  detachAllUsersByDefault: false,
  booleansAsStrings: 'coerce',
  unknownUser: 'refuse-call',
  detachOfNobody: 'success',
  unknownDesktop: 'failed-item',
  busyDesktop: 'refuse-call',
  attachWhileOff: 'attach',
  unbindOfNothing: 'ignore',
  poolsByUsers: 'own',
  groupChangeOfNothing: 'success',
  singleUserShutsOffUnasked: true,
  userFilterSeesGroups: false,
  userNamesMatch: 'whole',
  userNamesTellCase: true,
  attachedGroupType: 'GROUP',
  attachmentsShowIds: true,
  retryAfterOn429: false,
  throttlingWindowMs: 60_000,
  contentTypeRequired: 'always',
  repeatedQueryValues: 'raw',
  wrongProject: { status: 400, code: 'WKS.00170312' },
};

/**
 * Codes for refusals whose real code is not published. `SIM.` marks them as ours: nothing real sends them, and
 * nothing should be taught to recognise them. Twelve characters at most, as the real ones.
 */
export const placeholderCodes = {
  hibernated: 'SIM.Hibernat',
  unknownDesktop: 'SIM.NoDesktp',
  nobodyToDetach: 'SIM.NoUser',
  alreadyAttached: 'SIM.Attached',
  unsupported: 'SIM.NotSuppo',
  noEip: 'SIM.NoEip',
  eipInUse: 'SIM.EipInUse',
  eipPrepaid: 'SIM.Prepaid',
  noMemberChange: 'SIM.NoChange',
  denied: 'SIM.Denied',
  lateFailure: 'SIM.LateFail',
} as const;

/** Reservation fee of an unbound pay-per-use EIP in USD an hour: the example of the international price page. */
export const reservationFeePerHour = 0.009;
