import { USER_OR_TENANT_MISSING } from '../assumptions.ts';
import type { ErrorKind } from './errors.ts';

const keys =
  'Check the access key and secret key in the secret named by WORKSPACE_SECRET_ID: that both belong together, are active, and may use the project of WORKSPACE_PROJECT_ID.';
const region =
  'Check that WORKSPACE_ENDPOINT (https://workspace.<region>.myhuaweicloud.com), WORKSPACE_PROJECT_ID and the credentials are all of the same region.';

const adviceByCode: ReadonlyMap<string, string> = new Map([
  ['APIGW.0301', keys],
  ['APIGW.0307', `The token has ended or is another region's. ${region}`],
  ['APIGW.0802', `This account may not use the region. ${region}`],
  ['APIGW.0101', `There is no such API at this address. ${region}`],
  ['Http.404', `Something else than the Workspace service seems to answer there. ${region}`],
  [USER_OR_TENANT_MISSING, `There is no such user, or no such tenant. If it is so for every call: ${region}`],
  ['WKS.00170117', `There is no such tenant. ${region}`],
  [
    'WKS.00010099',
    'The Workspace service is not open in this project. Check WORKSPACE_PROJECT_ID and WORKSPACE_ENDPOINT, or open the service in the console.',
  ],
]);

const adviceByKind: Partial<Record<ErrorKind, string>> = {
  unauthenticated: keys,
  denied:
    'Check that WORKSPACE_PROJECT_ID is the right project and that the credentials have the permission for this operation in it.',
};

/**
 * Which setting is wrong and what to do, in one sentence or two; '' when there is nothing to say.
 *
 * @param skewMs how far the server's clock is ahead of ours, when known
 */
export function adviceFor(kind: ErrorKind, code: string, skewMs?: number): string {
  const normal = code.replace(/^APIG\./, 'APIGW.');
  if (normal === 'APIGW.0303') {
    const off = skewMs === undefined ? '' : ` (it is ${Math.round(Math.abs(skewMs) / 60_000)} min off the server's)`;
    return `The request was signed at the wrong time or for another kind of authentication: check this machine's clock${off}. ${keys}`;
  }
  return adviceByCode.get(normal) ?? adviceByKind[kind] ?? '';
}

/** For a project that the service knows nothing of. */
export function wrongProjectAdvice(projectId: string): string {
  return `Workspace knows no project ${projectId} there. ${region}`;
}

const endpoint = 'check WORKSPACE_ENDPOINT (https://workspace.<region>.myhuaweicloud.com)';

/** The same for connections to `origin` that could not be made, by Node's or undici's error code. */
export function connectionAdviceFor(code: string, origin: string): string {
  if (code === 'ENOTFOUND') return `There is no host ${origin}: ${endpoint}.`;
  if (code.includes('CERT') || code.includes('SIGNED') || code.includes('TLS') || code.includes('SSL'))
    return `The certificate of ${origin} is not the expected one: ${endpoint} and any proxy between.`;
  if (code === 'ECONNREFUSED') return `Nothing listens at ${origin}: ${endpoint}.`;
  return '';
}
