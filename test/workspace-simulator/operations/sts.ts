import * as z from 'zod';
import type { Operation } from '../gateway/operation.ts';
import { parse } from './body.ts';

const assumeBody = z.object({
  provider_urn: z.string().min(1),
  agency_urn: z.string().min(1),
  agency_session_name: z.string().min(2).max(128),
  id_token: z.string().min(4).max(20_000),
  duration_seconds: z.int().min(900).max(43_200).default(3600),
  policy: z.string().min(2).max(2048).optional(),
});

/** Any token of the right length is believed. That the call needs no signature is deduced, not documented. */
export const assumeAgencyWithOidc: Operation = {
  name: 'AssumeAgencyWithOidc',
  method: 'POST',
  path: '/v5/agencies/assume-with-oidc',
  kind: 'write',
  open: true,
  handle(call) {
    const { world, credentials } = call;
    const { agency_urn, agency_session_name, duration_seconds } = parse(call, assumeBody);
    const user = `${agency_urn}/${agency_session_name}`;
    const key = credentials.issueKey(user, duration_seconds * 1000, world.now());
    const body = {
      assumed_agency: { urn: user, id: agency_session_name },
      credentials: {
        access_key_id: key.accessKey,
        secret_access_key: key.secretKey,
        security_token: key.securityToken,
        expiration: new Date(key.expiresAt).toISOString(),
      },
    };
    return { status: 200, body };
  },
};
