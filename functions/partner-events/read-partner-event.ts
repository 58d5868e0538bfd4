import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { idPrefix, withIdPrefix } from '../shared/intake/id-prefix.ts';
import type { Problem } from '../shared/intake/reception.ts';
import type { ExitNotice } from '../shared/offboarding/notices/exit-notice.ts';
import { partners } from './partners.ts';

/** The options of each partner that a deployment listens to, and what goes before the ids of its people. */
export const enabledPartners = z.strictObject(
  Object.fromEntries(
    partners.map(({ name, options }) => [name, z.optional(z.strictObject({ ...options.shape, idPrefix }))]),
  ),
);
export type EnabledPartners = z.infer<typeof enabledPartners>;

export type PartnerEvent = EventBridgeEvent<string, unknown>;

/** An event that no retry can mend: what is wrong with it, never with its values, which are personal data. */
export class UnusablePartnerEvent extends Error {
  override readonly name = 'UnusablePartnerEvent';
  /** Whose event it is, where that is known. */
  readonly source: string;
  readonly problems: readonly Problem[];

  constructor(
    message: string,
    { source = 'partner-events', problems }: { source?: string; problems?: Problem[] } = {},
  ) {
    super(message);
    this.source = source;
    this.problems = problems ?? [{ path: 'source', message }];
  }
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
    const { rejected: problems } = finding;
    const inWords = problems.map(({ path, message }) => `${path}: ${message}`).join('; ');
    const message = `The event of ${partner.name} cannot be used: ${inWords}`;
    throw new UnusablePartnerEvent(message, { source: partner.name, problems });
  }
  if ('ignored' in finding) return finding;
  const person = withIdPrefix(finding.notice.person, options.idPrefix);
  return { notice: { ...finding.notice, person, source: partner.name, receivedAt, trust: 'iam' } };
}
