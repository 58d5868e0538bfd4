import type { Evidence } from './evidence.ts';
import { asked, table, under } from './evidence-cells.ts';
import { type Html, html } from './html.ts';
import { instantAsHtml } from './instant-as-html.ts';

/** Users that were locked, and access by pools and groups. */
export function otherAccessTable({ users, access }: Evidence): Html | undefined {
  const locks = users
    .filter(({ lock, restore }) => lock !== undefined || restore !== undefined)
    .map((one) => [
      'user',
      html`<bdi>${one.userName}</bdi>${under(one.userId)}`,
      one.workspace,
      html`${one.restore ? `back: ${one.restore}` : `lock ${one.lock}`}${under(one.wasLocked && 'locked before')}${under(one.restoreReason)}`,
      asked(one.restoreRequestedAt ?? one.lockRequestedAt, one.restoreRequestId ?? one.lockRequestId),
      one.restoreVerifiedAt && instantAsHtml(one.restoreVerifiedAt),
      one.problem?.message,
    ]);
  const others = access.map((one) => [
    html`${one.kind}${under(one.opens && `opens ${one.opens.join(', ')}`)}`,
    html`<bdi>${one.name ?? one.id}</bdi>${under(one.name && one.id)}`,
    one.workspace,
    html`${one.restore ? `back: ${one.restore}` : `removal ${one.removal}`}${under(one.wasGone && 'gone before')}${under(one.restoreReason)}`,
    asked(one.restoreRequestedAt ?? one.removalRequestedAt, one.restoreRequestId ?? one.removalRequestId),
    one.restoreVerifiedAt && instantAsHtml(one.restoreVerifiedAt),
    one.problem?.message,
  ]);
  return table(
    ['What', 'Name', 'Workspace', 'What became of it', 'Asked', 'Seen back', 'Problem'],
    [...locks, ...others],
  );
}

/** Since when a reading shows which way to be closed, project by project. */
export function seenGoneTable({ seenGone }: Evidence): Html | undefined {
  return table(
    ['Workspace', 'Nothing attached, seen', 'No pool or group opens anything, read since'],
    seenGone.map(({ workspace, attachments, poolsAndGroups }) => [
      workspace,
      instantAsHtml(attachments),
      poolsAndGroups === undefined ? 'not read' : instantAsHtml(poolsAndGroups),
    ]),
  );
}

/** Where the person was looked for. */
export function projectTable({ projects = [] }: Evidence): Html | undefined {
  return table(
    ['Workspace', 'Region', 'Project'],
    projects.map(({ workspace, region, projectId }) => [workspace, region, html`<code>${projectId}</code>`]),
  );
}

/** What the policy said, option by option. */
export function policyList({ policy }: Evidence): Html | undefined {
  if (!policy) return undefined;
  const options = optionsOf(policy).map(([name, value]) => {
    return html`<div><dt><code>${name}</code></dt><dd><bdi>${asText(value) || 'none'}</bdi></dd></div>`;
  });
  return html`<dl>${options}</dl>`;
}

/** As the configuration names them: `approval.people`. */
function optionsOf(options: Record<string, unknown>, before = ''): [name: string, value: unknown][] {
  return Object.entries(options).flatMap(([name, value]) =>
    isThing(value) ? optionsOf(value, `${before}${name}.`) : [[`${before}${name}`, value] as [string, unknown]],
  );
}

/** Who said that the person leaves, and what vouched for it. */
export function noticeTable({ notices }: Evidence): Html | undefined {
  return table(
    ['Received', 'From', 'Said', 'For', 'Vouched for by', 'Effect'],
    notices.map(
      ({ receivedAt, sentAt, source, eventId, kind, by, reason, effectiveAt, zone, trust, keyId, effect }) => [
        html`${instantAsHtml(receivedAt)}${sentAt === receivedAt ? undefined : html`<div class="faint">sent ${instantAsHtml(sentAt)}</div>`}`,
        html`${source}${under(eventId)}`,
        html`${kind}${under(by && `by ${by}`)}${under(reason)}`,
        html`${effectiveAt ?? 'at once'}${under(zone)}`,
        html`${trust}${under(keyId && `key ${keyId}`)}`,
        effect,
      ],
    ),
  );
}

/** Who agreed to which plan. */
export function approvalTable({ approval }: Evidence): Html | undefined {
  if (!approval) return undefined;
  const { requestedAt, expiresAt, reasons, people, unproven, planHash, approvedBy } = approval;
  const question = html`asked ${instantAsHtml(requestedAt)}, until ${instantAsHtml(expiresAt)}: ${reasons.join(', ')}; of ${people}`;
  return table(
    ['Approved', 'By', 'Reason', 'Plan', 'Question'],
    (approvedBy.length > 0 ? approvedBy : [undefined]).map((agreed) => [
      agreed ? instantAsHtml(agreed.at) : 'nobody',
      agreed && html`<bdi>${agreed.by}</bdi>${under(agreed.principal ?? 'not proven')}`,
      agreed?.reason,
      html`<code>${planHash}</code>`,
      html`${question}${under(unproven && 'those who are not proven count')}`,
    ]),
  );
}

/** Every line with its hash. */
export function trailTable({ trail }: Evidence): Html | undefined {
  return table(
    ['', 'When', 'What', 'Facts', 'SHA-256'],
    trail.map(({ seq, at, event, facts, hash }) => [
      String(seq),
      instantAsHtml(at),
      event,
      Object.entries(facts).map(
        ([name, value]) => html`<div><span class="faint">${name}</span> ${asLines(value)}</div>`,
      ),
      html`<code>${hash}</code>`,
    ]),
  );
}

/** What says several things of each of several, such as what was answered for each desktop, has a line for each of them. */
function asLines(value: unknown): Html | Html[] {
  const all = isThing(value) ? [value] : value;
  const things = Array.isArray(all) && all.every(isThing) ? all : undefined;
  return things ? things.map((one) => html`<div><bdi>${inWords(one)}</bdi></div>`) : html`<bdi>${asText(value)}</bdi>`;
}

function isThing(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inWords(thing: Record<string, unknown>): string {
  return Object.entries(thing)
    .map(([name, value]) => `${name} ${asText(value)}`)
    .join(', ');
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  const isListOfTexts = Array.isArray(value) && value.every((item) => typeof item === 'string');
  return isListOfTexts ? value.join(', ') : JSON.stringify(value);
}
