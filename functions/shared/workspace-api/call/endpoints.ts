import { SERVICE_HOST_LABELS } from '../assumptions.ts';
import type { Service } from './operation.ts';

export type Endpoints = Readonly<Record<Service, string>>;

/**
 * The origins of all services, from Workspace's. At any address that is not `https://workspace.<rest>`, such as a
 * simulator's, all services are taken to be at that one origin; `overrides` names others.
 *
 * @throws TypeError when an endpoint is not a bare http(s) origin
 */
export function endpointsFrom(workspace: string, overrides: Partial<Endpoints> = {}): Endpoints {
  const origin = originOf(workspace, 'WORKSPACE_ENDPOINT');
  const beside = (service: Service) => {
    const override = overrides[service];
    if (override !== undefined) return originOf(override, `the ${service} endpoint`);
    return origin.replace('://workspace.', `://${SERVICE_HOST_LABELS[service]}.`);
  };
  return { workspace: origin, eip: beside('eip'), sts: beside('sts'), iam: beside('iam') };
}

function originOf(text: string, setting: string): string {
  const url = URL.parse(text);
  const bare = url && /^https?:$/.test(url.protocol) && url.pathname === '/' && !url.search && !url.username;
  if (!bare)
    throw new TypeError(`${setting} must be like https://workspace.<region>.myhuaweicloud.com, without a path.`);
  return url.origin;
}
