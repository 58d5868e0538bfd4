import { type Policy, policy } from '../../functions/shared/offboarding/case/policy.ts';
import type { Company } from './company.ts';
import { sources } from './people.ts';
import type { Random } from './random.ts';

/** The most that a policy allows. */
const longestGiveUpHours = 24 * 30;

/** What an organisation may want; in most of them a few things differ from the defaults. */
export function drawPolicy(random: Random, company: Company, isLong: boolean): Policy {
  return policy.parse({
    mode: random.chance(0.08) ? 'dry-run' : 'enforce',
    graceHours: random.pick([0, 0, 0, 2, -1]),
    lockUser: random.chance(0.3),
    logOff: random.chance(0.3),
    shutdown: random.chance(0.3),
    unbindEips: random.chance(0.9),
    pools: random.chance(0.8) ? 'remove' : 'report',
    groups: random.chance(0.5) ? 'remove' : 'report',
    identity: random.pick([
      ['user-name', 'email-local-part'],
      ['email-local-part', 'user-name'],
      ['email', 'user-name'],
    ]),
    emailDomains: random.chance(0.5) ? ['example.com'] : [],
    // While a case is held the time that it may retry runs down, so that afterwards it would end at the first hitch.
    giveUpAfterHours: longestGiveUpHours,
    recheckHeldAfterHours: isLong ? 24 : random.pick([1, 4]),
    protect: random.chance(0.3) ? drawProtection(random, company) : {},
    caps: random.chance(0.2) ? drawCaps(random, company) : {},
    savingsCaps: random.chance(0.4) ? drawCaps(random, company) : {},
    approval: random.chance(0.3) ? drawApproval(random) : {},
    sources: random.chance(0.2) ? { [random.pick(sources)]: { graceHours: random.pick([0, 1, 3]) } } : {},
  });
}

function drawProtection(random: Random, { people, desktops, groups }: Company) {
  return {
    users: random.some(people, 0.2).map(({ userName }) => userName),
    desktops: random.some(desktops, 0.2).map(({ computerName }) => computerName),
    groups: random.some(groups, 0.3).map(({ groupName }) => groupName),
    tags: random.chance(0.5) ? ['keep'] : [],
  };
}

/** So small that they are met. */
function drawCaps(random: Random, { desktops }: Company) {
  return {
    count: random.int(1, Math.ceil(desktops.length / 4) + 1),
    percentFloor: random.int(1, 3),
    windowMinutes: random.pick([10, 60]),
  };
}

function drawApproval(random: Random) {
  return {
    lowTrust: random.chance(0.5),
    protectedUser: random.chance(0.5),
    ...(random.chance(0.5) && { moreThanDesktops: random.int(0, 1) }),
    people: random.pick([1, 2]),
    expiresAfterHours: random.pick([12, 72]),
  };
}
