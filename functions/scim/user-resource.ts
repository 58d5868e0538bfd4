import type { ScimUser } from './scim-user.ts';

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';

export function locationOf({ id }: ScimUser, baseUrl: string): string {
  return `${baseUrl}/Users/${id}`;
}

/** A user as identity providers read it. */
export function userResource(user: ScimUser, baseUrl: string): object {
  const { id, userName, externalId, email, emailType = 'work', active, createdAt, updatedAt } = user;
  return {
    schemas: [userSchema],
    id,
    ...(externalId !== undefined && { externalId }),
    userName,
    active,
    ...(email !== undefined && { emails: [{ value: email, type: emailType, primary: true }] }),
    meta: { resourceType: 'User', created: createdAt, lastModified: updatedAt, location: locationOf(user, baseUrl) },
  };
}
