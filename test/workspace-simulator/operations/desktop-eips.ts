import * as z from 'zod';
import { placeholderCodes } from '../assumptions.ts';
import type { Operation } from '../gateway/operation.ts';
import { serviceRefusal } from '../gateway/refusal.ts';
import { bindEip, unbindEip } from '../world/bind-eip.ts';
import { isBound } from '../world/eip-account.ts';
import type { Eip } from '../world/entities.ts';
import type { World } from '../world/world.ts';
import { desktopIds, desktopOr404, id, parse } from './body.ts';
import { isoSeconds } from './iso-seconds.ts';
import { desktopsOfUser } from './list-desktops.ts';
import { page } from './query.ts';

export const listDesktopsEips: Operation = {
  name: 'ListDesktopsEips',
  method: 'GET',
  path: '/v2/{project_id}/eips',
  kind: 'read',
  query: ['enterprise_project_id', 'desktop_id', 'desktop_name', 'user_name', 'address', 'offset', 'limit', 'state'],
  handle({ world, query }) {
    const filters = eipFilters(world, query);
    const found = candidates(world, query).filter((eip) => filters.every((lets) => lets(eip)));
    const eips = page(query, found, { max: Number.MAX_SAFE_INTEGER }).map((eip) => eipBody(world, eip));
    return { status: 200, body: { eips, total_count: found.length } };
  },
};

/** Those of desktops and the unbound ones; what is bound to something else is no concern of the desktops. */
function candidates(world: World, query: URLSearchParams): readonly Eip[] {
  const [desktopId, userName] = [query.get('desktop_id'), query.get('user_name')];
  const ofDesktops = (ids: readonly string[]) => ids.flatMap((one) => world.eipOf(one) ?? []);
  if (desktopId) return ofDesktops([desktopId]);
  if (userName) return ofDesktops(desktopsOfUser(world, userName).map((desktop) => desktop.id));
  return world.eips.list().filter(({ otherInstance }) => otherInstance === null);
}

function eipFilters(world: World, query: URLSearchParams): ((eip: Eip) => boolean)[] {
  const [state, address] = [query.get('state'), query.get('address')];
  const [desktopName, project] = [query.get('desktop_name'), query.get('enterprise_project_id')];
  const nameOf = ({ desktopId }: Eip) => world.desktops.get(desktopId ?? '')?.computerName;
  return [
    ...(state ? [(eip: Eip) => (isBound(eip) ? 'bind' : 'unbind') === state] : []),
    ...(address ? [(eip: Eip) => eip.address === address] : []),
    ...(desktopName ? [(eip: Eip) => nameOf(eip) === desktopName] : []),
    ...(project ? [(eip: Eip) => eip.enterpriseProjectId === project] : []),
  ];
}

function eipBody(world: World, eip: Eip) {
  const desktop = eip.desktopId === null ? undefined : world.desktops.get(eip.desktopId);
  return {
    id: eip.id,
    address: eip.address,
    bandwidth_size: eip.bandwidthSize,
    eip_charge_mode: eip.chargeMode,
    create_time: isoSeconds(eip.createdAt),
    attached_desktop_id: desktop?.id ?? '',
    attached_desktop_name: desktop?.computerName ?? '',
    enterprise_project_id: eip.enterpriseProjectId,
  };
}

const unbindBody = z.object({ desktop_ids: desktopIds });

export const batchDisassociateDesktopsEip: Operation = {
  name: 'BatchDisassociateDesktopsEip',
  method: 'POST',
  path: '/v2/{project_id}/eips/unbinding',
  kind: 'write',
  handle(call) {
    const { world } = call;
    const ids = new Set(parse(call, unbindBody).desktop_ids);
    if (world.assumptions.unbindOfNothing === 'refuse-call') {
      for (const one of ids) if (!world.eipOf(one)) throw noEip(one);
    }
    for (const one of ids) {
      const eip = world.eipOf(one);
      // An ordered failure is a silent one here: this answer has no list to report it in.
      if (eip && !call.orderedFailure(one)) unbindEip(world, eip);
    }
    return { status: 200 };
  },
};

const noEip = (desktopId: string) =>
  serviceRefusal(400, placeholderCodes.noEip, `The desktop ${desktopId} has no EIP, or does not exist.`);

const bindBody = z.object({ eip_id: id, desktop_id: id });

export const associateDesktopsEip: Operation = {
  name: 'AssociateDesktopsEip',
  method: 'POST',
  path: '/v2/{project_id}/eips/binding',
  kind: 'write',
  handle(call) {
    const { world } = call;
    const { eip_id, desktop_id } = parse(call, bindBody);
    const desktop = desktopOr404(world, desktop_id);
    const eip = world.eips.get(eip_id);
    if (!eip) throw serviceRefusal(404, placeholderCodes.noEip, `The EIP ${eip_id} is not found.`);
    if (isBound(eip) || world.eipOf(desktop.id)) {
      throw serviceRefusal(409, placeholderCodes.eipInUse, `The EIP ${eip_id} or the desktop ${desktop_id} is bound.`);
    }
    bindEip(world, eip, desktop);
    return { status: 200 };
  },
};
