import * as z from 'zod';
import { systemClock } from '../../runtime/clock.ts';
import { WorkspaceError } from '../call/errors.ts';
import { lazily, operation } from '../call/operation.ts';
import { instant } from '../call/wire.ts';
import { cachedCredentials } from './cached-credentials.ts';
import type { CredentialSource, TokenCredentials } from './credentials.ts';
import { createIssuer, type IssuerOptions } from './issuer.ts';

const name = () => z.strictObject({ name: z.string().min(1) });

const createToken = operation({
  name: 'KeystoneCreateUserTokenByPassword',
  // A POST that changes nothing: may be repeated.
  kind: 'read',
  service: 'iam',
  method: 'POST',
  path: '/v3/auth/tokens',
  whenRefused:
    'Check the IAM user name, its password, the account (domain) name, and that the project is that account’s.',
  input: lazily(() =>
    z.strictObject({
      query: z.strictObject({ nocatalog: z.string() }),
      body: z.strictObject({
        auth: z.strictObject({
          identity: z.strictObject({
            methods: z.tuple([z.literal('password')]),
            password: z.strictObject({
              user: z.strictObject({ name: z.string().min(1), password: z.string().min(1), domain: name() }),
            }),
          }),
          scope: z.strictObject({
            project: z.union([name(), z.strictObject({ id: z.string().min(1) })]),
          }),
        }),
      }),
    }),
  ),
  answer: lazily(() => z.object({ token: z.object({ expires_at: instant() }) })),
});

export type TokenOptions = IssuerOptions & {
  userName: string;
  password: string;
  /** The account's name. */
  domainName: string;
  /** What the token is for: a project by id, or by name, which is the region's. */
  project: { id: string } | { name: string };
};

/**
 * IAM tokens by user name and password: valid for 24 hours, sent as X-Auth-Token, renewed shortly before their end.
 *
 * @throws WorkspaceError (the source, when asked)
 * @see https://support.huaweicloud.com/intl/en-us/api-iam/iam_30_0001.html
 */
export function tokenCredentials(options: TokenOptions): CredentialSource {
  const { userName, password, domainName, project, clock = systemClock, renewBeforeMs = 300_000 } = options;
  const issuer = createIssuer(options);
  const user = { name: userName, password, domain: { name: domainName } };
  const auth = { identity: { methods: ['password'] as ['password'], password: { user } }, scope: { project } };

  async function issue(): Promise<TokenCredentials & { expiresAt: number }> {
    const answered = await issuer.call(createToken, { query: { nocatalog: 'true' }, body: { auth } });
    if (!answered.ok) throw answered.error;
    const token = answered.headers['x-subject-token'];
    if (typeof token !== 'string' || token === '') throw withoutToken();
    return { token, expiresAt: answered.value.token.expires_at };
  }

  return cachedCredentials(issue, { clock, renewBeforeMs });
}

function withoutToken(): WorkspaceError {
  return new WorkspaceError({
    kind: 'unreadable',
    code: 'Client.UnreadableAnswer',
    operation: createToken.name,
    message: `${createToken.name} answered without a token in its X-Subject-Token header.`,
    retryable: false,
    applied: 'unknown',
  });
}
