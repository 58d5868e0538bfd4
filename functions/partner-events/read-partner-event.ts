import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { idPrefix, withIdPrefix } from '../hr-webhook/id-prefix.ts';
import type { ExitNotice } from '../shared/offboarding/exit-notice.ts';
import { partners } from './partners.ts';

/** The options of each partner that a deployment listens to, and what goes before the ids of its people. */
export const enabledPartners = z.strictObject(
  Object.fromEntries(
    partners.map(({ name, options }) => [name, z.optional(z.strictObject({ ...options.shape, idPrefix }))]),
  ),
);
export type EnabledPartners = z.infer<typeof enabledPartners>;

export type PartnerEvent = EventBridgeEvent<string, unknown>;

/** An event that no retry can mend. Thrown, so that it reaches the dead-letter queue with this reason beside it. */
export class UnusablePartnerEvent extends Error {
  override readonly name = 'UnusablePartnerEvent';
}

/**
 * What one partner's event comes to. AWS has let nobody but the partner onto its bus, and nobody but the bus's rule here:
 * IAM vouches for it.
 *
 * @param receivedAt ISO 8601
 * @throws {UnusablePartnerEvent} saying what is wrong with it, never with its values, which are personal data
 */
export function readPartnerEvent(
  { source, detail }: PartnerEvent,
  enabled: EnabledPartners,
  receivedAt: string,
): { notice: ExitNotice } | { ignored: string } {
  const partner = partners.find(({ sourcePrefix }) => typeof source === 'string' && source.startsWith(sourcePrefix));
  const options = partner && enabled[partner.name];
  if (!options) throw new UnusablePartnerEvent('No partner is configured that sends such events');
  const finding = partner.read(detail, options);
  if ('rejected' in finding) {
    const problems = finding.rejected.map(({ path, message }) => `${path}: ${message}`);
    throw new UnusablePartnerEvent(`The event of ${partner.name} cannot be used: ${problems.join('; ')}`);
  }
  if ('ignored' in finding) return finding;
  const person = withIdPrefix(finding.notice.person, options.idPrefix);
  return { notice: { ...finding.notice, person, source: partner.name, receivedAt, trust: 'iam' } };
}
