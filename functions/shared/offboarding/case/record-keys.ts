import type { AccessRecord, DesktopRecord, UserRecord } from './offboarding-case.ts';

/** Tells one desktop of a case from another. */
export function desktopKey({ desktopId }: Pick<DesktopRecord, 'desktopId'>): string {
  return desktopId;
}

/** Tells one user of a person from another. */
export function userKey({ workspace, userId }: Pick<UserRecord, 'workspace' | 'userId'>): string {
  return `${workspace} ${userId}`;
}

/** Tells one way of access from another, within a case. */
export function accessKey({ workspace, kind, id }: Pick<AccessRecord, 'workspace' | 'kind' | 'id'>): string {
  return `${workspace} ${kind} ${id}`;
}

/** The same among the cases of several people, who may leave by the same door. */
export function accessRecordKey(record: Pick<AccessRecord, 'workspace' | 'kind' | 'id' | 'member'>): string {
  return `${accessKey(record)} ${record.member.id}`;
}
