import * as z from 'zod';
import { systemClock } from '../../runtime/clock.ts';
import { lazily, operation } from '../call/operation.ts';
import { instant } from '../call/wire.ts';
import { cachedCredentials } from './cached-credentials.ts';
import type { CredentialSource, KeyCredentials } from './credentials.ts';
import { createIssuer, type IssuerOptions } from './issuer.ts';

const assumeWithOidc = operation({
  name: 'AssumeAgencyWithOidc',
  // A POST that changes nothing: may be repeated.
  kind: 'read',
  service: 'sts',
  method: 'POST',
  path: '/v5/agencies/assume-with-oidc',
  whenRefused:
    'Check that the identity provider trusts the issuer and audience of the web identity token, and that the agency trusts the provider.',
  input: lazily(() =>
    z.strictObject({
      body: z.strictObject({
        provider_urn: z.string().min(1),
        agency_urn: z.string().min(1),
        agency_session_name: z.string().min(2).max(128),
        id_token: z.string().min(4).max(20_000),
        duration_seconds: z.int().min(900).max(43_200),
        policy: z.string().min(2).max(2_048).optional(),
      }),
    }),
  ),
  answer: lazily(() =>
    z.object({
      credentials: z.object({
        access_key_id: z.string(),
        secret_access_key: z.string(),
        security_token: z.string(),
        expiration: instant(),
      }),
    }),
  ),
});

export type FederationOptions = IssuerOptions & {
  /** The identity provider on Huawei Cloud that trusts AWS. */
  providerUrn: string;
  /** The agency to act as. */
  agencyUrn: string;
  /** Shown in Huawei Cloud's audit log; 2 to 128 characters. */
  sessionName: string;
  /** Gets a fresh web identity token, e.g. from AWS STS GetWebIdentityToken. */
  identityToken: () => Promise<string>;
  /** 900 to 43,200. @default 3600 */
  durationSeconds?: number;
  /** Narrows what the agency may do: an identity policy as JSON text, 2 to 2,048 characters. */
  policy?: string;
};

/**
 * Temporary keys without any stored secret: AWS vouches for the function, Huawei Cloud's STS hands out keys for it.
 *
 * @throws WorkspaceError (the source, when asked), and whatever `identityToken` throws
 * @see https://support.huaweicloud.com/intl/en-us/api-sts/AssumeAgencyWithOidc.html
 */
export function federatedCredentials(options: FederationOptions): CredentialSource {
  const { clock = systemClock, durationSeconds = 3_600, renewBeforeMs = 300_000 } = options;
  const issuer = createIssuer(options);

  async function issue(): Promise<KeyCredentials & { expiresAt: number }> {
    const body = {
      provider_urn: options.providerUrn,
      agency_urn: options.agencyUrn,
      agency_session_name: options.sessionName,
      id_token: await options.identityToken(),
      duration_seconds: durationSeconds,
      policy: options.policy,
    };
    const { credentials } = await issuer.read(assumeWithOidc, { body });
    return {
      accessKey: credentials.access_key_id,
      secretKey: credentials.secret_access_key,
      securityToken: credentials.security_token,
      expiresAt: credentials.expiration,
    };
  }

  return cachedCredentials(issue, { clock, renewBeforeMs });
}
