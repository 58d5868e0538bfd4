/** An access key. Temporary ones carry a security token and an end. */
export type KeyCredentials = {
  accessKey: string;
  secretKey: string;
  securityToken?: string;
  /** Epoch ms. */
  expiresAt?: number;
};

/** An IAM token, sent as `X-Auth-Token` in place of a signature. */
export type TokenCredentials = {
  token: string;
  /** Epoch ms. */
  expiresAt?: number;
};

export type Credentials = KeyCredentials | TokenCredentials;

/**
 * Where credentials come from. Asked before every call, so a source caches.
 *
 * @param rejected credentials the service has just answered 401 to. A source that can get others returns them and the
 *   call is repeated once; a source that cannot returns the same object again.
 */
export type CredentialSource = (rejected?: Credentials) => Promise<Credentials>;

/** Credentials that never change. A stray space or line end, the commonest copying mistake, is refused here. */
export function staticCredentials(credentials: Credentials): CredentialSource {
  const problem = problemOf(credentials);
  if (problem) throw new TypeError(problem);
  return async () => credentials;
}

/** Says what is wrong with credentials without showing them; undefined when nothing is. */
export function problemOf(credentials: Credentials): string | undefined {
  // Sources are other people's code, and an unsigned request would be the answer to nothing.
  const given: unknown = credentials;
  if (typeof given !== 'object' || given === null) return 'The source of the Workspace credentials gave none.';
  const fields = 'token' in given ? ['token'] : ['accessKey', 'secretKey'];
  if ('securityToken' in given && given.securityToken !== undefined) fields.push('securityToken');
  for (const field of fields) {
    const value: unknown = credentials[field as keyof Credentials];
    if (typeof value !== 'string' || value === '') return `The Workspace credentials have no ${field}.`;
    if (/\s/.test(value)) return `The Workspace ${field} contains white space; store it without any.`;
    if (field !== 'secretKey' && !/^[!-~]+$/.test(value)) {
      return `The Workspace ${field} contains a character that no such ${field} has.`;
    }
  }
  return undefined;
}
