import { placeholderCodes } from '../assumptions.ts';
import type { Operation } from '../gateway/operation.ts';
import { serviceRefusal } from '../gateway/refusal.ts';
import { releaseEip } from '../world/bind-eip.ts';
import { isBound } from '../world/eip-account.ts';
import type { Eip } from '../world/entities.ts';
import { isoSeconds } from './iso-seconds.ts';
import { page } from './query.ts';

const filterable: Record<string, (eip: Eip) => string | null> = {
  id: ({ id }) => id,
  public_ip_address: ({ address }) => address,
  status: (eip) => (isBound(eip) ? 'ACTIVE' : 'DOWN'),
  billing_mode: ({ billingMode }) => billingMode,
  associate_instance_type: (eip) => instanceOf(eip).type,
  associate_instance_id: (eip) => instanceOf(eip).id,
  enterprise_project_id: ({ enterpriseProjectId }) => enterpriseProjectId,
};

/** The EIP service: another endpoint in the real world, the same one here. */
export const listPublicIps: Operation = {
  name: 'ListPublicips',
  method: 'GET',
  path: '/v3/{project_id}/eip/publicips',
  kind: 'read',
  query: [...Object.keys(filterable), 'marker', 'offset', 'limit', 'fields'],
  handle({ world, query }) {
    const filters = filtersOf(query);
    const found = world.eips.list().filter((eip) => filters.every((lets) => lets(eip)));
    const marker = query.get('marker');
    const rest = found.slice(marker === null ? 0 : found.findIndex(({ id }) => id === marker) + 1);
    const shown = page(query, rest, { max: 2000, default: 2000 });
    const more = shown.length < rest.length ? { next_marker: shown.at(-1)?.id } : {};
    const page_info = { ...more, previous_marker: shown[0]?.id, current_count: shown.length };
    return {
      status: 200,
      body: {
        publicips: shown.map((eip) => onlyFields(publicIpBody(eip), query)),
        page_info,
        total_count: found.length,
      },
    };
  },
};

function filtersOf(query: URLSearchParams): ((eip: Eip) => boolean)[] {
  return Object.entries(filterable).flatMap(([name, valueOf]) => {
    const values = new Set(query.getAll(name));
    return values.size === 0 ? [] : [(eip: Eip) => values.has(valueOf(eip) ?? '')];
  });
}

/** A desktop's EIP is bound to its network port. */
function instanceOf({ desktopId, otherInstance }: Eip): { type: string | null; id: string | null } {
  return desktopId === null
    ? (otherInstance ?? { type: null, id: null })
    : { type: 'PORT', id: `port-of-${desktopId}` };
}

/** Those asked for by name; without any, all but the tags. */
function onlyFields({ tags, ...body }: ReturnType<typeof publicIpBody>, query: URLSearchParams): object {
  const fields = new Set(query.getAll('fields'));
  if (fields.size === 0) return body;
  return Object.fromEntries(Object.entries({ ...body, tags }).filter(([name]) => fields.has(name)));
}

const tagStrings = ({ tags }: Eip): string[] => Object.entries(tags).map(([key, value]) => `${key}=${value}`);

function publicIpBody(eip: Eip) {
  const instance = instanceOf(eip);
  const prepaid = eip.billingMode === 'YEARLY_MONTHLY' ? `CS${eip.id.slice(0, 8)}:prepaid` : '';
  return {
    id: eip.id,
    public_ip_address: eip.address,
    status: isBound(eip) ? 'ACTIVE' : 'DOWN',
    type: 'EIP',
    created_at: isoSeconds(eip.createdAt),
    billing_info: prepaid,
    associate_instance_type: instance.type,
    associate_instance_id: instance.id,
    enterprise_project_id: eip.enterpriseProjectId,
    tags: tagStrings(eip),
    bandwidth: {
      id: `bandwidth-of-${eip.id}`,
      size: eip.bandwidthSize,
      share_type: 'PER',
      charge_mode: eip.chargeMode,
      billing_info: prepaid,
    },
  };
}

export const deletePublicIp: Operation = {
  name: 'DeletePublicip',
  method: 'DELETE',
  path: '/v1/{project_id}/publicips/{publicip_id}',
  kind: 'write',
  handle({ world, params }) {
    const eip = world.eips.get(params['publicip_id'] ?? '');
    if (!eip) throw serviceRefusal(404, placeholderCodes.noEip, `The EIP ${params['publicip_id']} is not found.`);
    if (isBound(eip)) throw serviceRefusal(409, placeholderCodes.eipInUse, 'A bound EIP cannot be released.');
    if (eip.billingMode === 'YEARLY_MONTHLY') {
      throw serviceRefusal(409, placeholderCodes.eipPrepaid, 'A yearly/monthly EIP must be unsubscribed from.');
    }
    releaseEip(world, eip);
    return { status: 204 };
  },
};
