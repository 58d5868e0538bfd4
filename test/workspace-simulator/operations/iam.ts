import * as z from 'zod';
import type { Operation } from '../gateway/operation.ts';
import { gatewayRefusal } from '../gateway/refusal.ts';
import { parse } from './body.ts';

/** The IAM user whose password the simulator accepts; the password is the secret key it was started with. */
export const iamUser = { name: 'offboarding', domain: 'example' };

const isoMicroseconds = (at: number): string => new Date(at).toISOString().replace('Z', '000Z');

const tokenBody = z.object({
  auth: z.object({
    identity: z.object({
      methods: z.tuple([z.literal('password')]),
      password: z.object({
        user: z.object({ name: z.string(), password: z.string(), domain: z.object({ name: z.string() }) }),
      }),
    }),
    scope: z.object({ project: z.union([z.object({ id: z.string() }), z.object({ name: z.string() })]) }),
  }),
});

export const createToken: Operation = {
  name: 'KeystoneCreateUserTokenByPassword',
  method: 'POST',
  path: '/v3/auth/tokens',
  kind: 'write',
  query: ['nocatalog'],
  open: true,
  handle(call) {
    const { world, credentials, projectId } = call;
    const { identity, scope } = parse(call, tokenBody).auth;
    const { name, password, domain } = identity.password.user;
    const known = name === iamUser.name && domain.name === iamUser.domain && credentials.isPassword(password);
    if (!known) throw gatewayRefusal(401, 'IAM.0001', 'The username or password is wrong.');
    const asked = 'id' in scope.project ? scope.project.id : projectId;
    if (asked !== projectId) throw gatewayRefusal(401, 'IAM.0001', `There is no project ${asked}.`);
    const token = credentials.issueToken(world.now());
    const body = {
      token: {
        expires_at: isoMicroseconds(token.expiresAt),
        issued_at: isoMicroseconds(token.issuedAt),
        methods: ['password'],
        catalog: [],
        roles: [{ id: '0', name: 'te_admin' }],
        project: { id: projectId, name: 'ap-southeast-3', domain: { id: iamUser.domain, name: iamUser.domain } },
        user: { id: iamUser.name, name: iamUser.name, domain: { id: iamUser.domain, name: iamUser.domain } },
      },
    };
    return { status: 201, headers: { 'x-subject-token': token.value }, body };
  },
};
