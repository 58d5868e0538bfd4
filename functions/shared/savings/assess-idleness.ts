import type { DesktopResource, EipResource } from './resource.ts';
import type { IdleRule, SavingsPolicy } from './savings-policy.ts';

/** Whether a resource is idle tonight. Every answer but `idle` has its reason, machine-readable. */
export type Idleness =
  | { state: 'idle'; rules: IdleRule[] }
  | { state: 'in-use' | 'excluded' | 'unknown'; reason: string };

const dayMs = 86_400_000;

/**
 * @param now epoch milliseconds
 */
export function assessDesktop(desktop: DesktopResource, policy: SavingsPolicy, now: number): Idleness {
  const excluded = whyExcluded(desktop, policy, now);
  if (excluded) return excluded;
  if (desktop.isPooled) return assessPooled(desktop, policy);
  if (desktop.mayBeInSession) return { state: 'in-use', reason: 'in-session' };
  const rules = desktopRules.filter((rule) => holds[rule](desktop, policy, now));
  if (rules.length > 0) return { state: 'idle', rules };
  return isUseUnknown(desktop, policy)
    ? { state: 'unknown', reason: 'use-unknown' }
    : { state: 'in-use', reason: desktop.attachedNames.length > 0 ? 'used' : 'no-rule-holds' };
}

/**
 * @param desktop that the EIP is bound to, with what was found of it; undefined when the service does not list it
 */
export function assessEip(
  eip: EipResource,
  desktop: { resource: DesktopResource; idleness: Idleness } | undefined,
  policy: SavingsPolicy,
  now: number,
): Idleness {
  const excluded = whyExcluded(eip, policy, now);
  if (excluded) return excluded;
  if (eip.isChanging) return { state: 'in-use', reason: 'eip-being-bound' };
  if (!eip.boundTo) {
    return policy.rules.unbound ? { state: 'idle', rules: ['unbound'] } : { state: 'in-use', reason: 'no-rule-holds' };
  }
  if (eip.boundTo.kind === 'other') return { state: 'excluded', reason: 'not-of-a-desktop' };
  if (!desktop) return { state: 'unknown', reason: 'desktop-not-listed' };
  const { resource, idleness } = desktop;
  if (idleness.state === 'excluded') return idleness;
  const isUnneeded = needsNoInternet([...eip.tags, ...resource.tags], policy);
  const rules: IdleRule[] = [
    ...(idleness.state === 'idle' ? idleness.rules : []),
    ...(isUnneeded ? (['internetNotNeeded'] as const) : []),
  ];
  return rules.length > 0 ? { state: 'idle', rules } : idleness;
}

type Subject = Pick<DesktopResource | EipResource, 'protectedBy' | 'createdAt'>;

function whyExcluded(
  { protectedBy, createdAt }: Subject,
  { minimumAgeDays }: SavingsPolicy,
  now: number,
): Idleness | undefined {
  if (protectedBy !== undefined) return { state: 'excluded', reason: `protected-${protectedBy}` };
  const ageMs = now - Date.parse(createdAt ?? '');
  if (Number.isNaN(ageMs)) return { state: 'unknown', reason: 'age-unknown' };
  return ageMs < minimumAgeDays * dayMs ? { state: 'excluded', reason: 'too-young' } : undefined;
}

function assessPooled({ usage, mayBeInSession }: DesktopResource, { poolDesktops }: SavingsPolicy): Idleness {
  if (!poolDesktops) return { state: 'excluded', reason: 'pool-desktop' };
  if (mayBeInSession) return { state: 'in-use', reason: 'in-session' };
  if (!usage) return { state: 'unknown', reason: 'use-unknown' };
  return usage.idleSeconds >= poolDesktops.days * (dayMs / 1000)
    ? { state: 'idle', rules: ['unusedInPool'] }
    : { state: 'in-use', reason: 'used' };
}

const desktopRules = ['unassigned', 'poweredOff', 'unused', 'neverUsed'] as const;

type Holds = (desktop: DesktopResource, policy: SavingsPolicy, now: number) => boolean;

const holds: Record<(typeof desktopRules)[number], Holds> = {
  unassigned: ({ attachedNames }, { rules }) => rules.unassigned !== false && attachedNames.length === 0,
  poweredOff: ({ power }, { rules }) => rules.poweredOff !== false && (power === 'off' || power === 'hibernated'),
  unused: ({ usage }, { rules }) =>
    rules.unused !== false && usage?.neverUsed === false && usage.idleSeconds >= rules.unused.days * (dayMs / 1000),
  neverUsed: ({ usage, createdAt }, { rules }, now) =>
    rules.neverUsed !== false &&
    usage?.neverUsed === true &&
    now - Date.parse(createdAt ?? '') >= rules.neverUsed.days * dayMs,
};

/** Somebody is attached to a desktop of which no figures tell whether they use it. */
function isUseUnknown({ usage }: DesktopResource, { rules }: SavingsPolicy): boolean {
  return usage === undefined && (rules.unused !== false || rules.neverUsed !== false);
}

function needsNoInternet(tags: readonly string[], { rules }: SavingsPolicy): boolean {
  if (rules.internetNotNeeded === false) return false;
  const wanted = rules.internetNotNeeded.tag.toLowerCase();
  return tags.some((tag) => tag.toLowerCase() === wanted || tag.toLowerCase().split('=')[0] === wanted);
}
