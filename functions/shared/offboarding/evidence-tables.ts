import { namesInWords } from './attached-user.ts';
import { durationInWords } from './duration-in-words.ts';
import type { Evidence, EvidenceDesktop } from './evidence.ts';
import type { Tone } from './evidence-verdict.ts';
import { type Html, html } from './html.ts';
import { instantAsHtml } from './instant-as-html.ts';

const tones: Record<EvidenceDesktop['access'] | EvidenceDesktop['publicIp'], Tone> = {
  removed: 'good',
  'still-attached': 'bad',
  'would-be-removed': 'open',
  none: 'plain',
  unbound: 'good',
  kept: 'plain',
  'still-bound': 'bad',
  'would-be-unbound': 'open',
  restored: 'good',
  'not-restored': 'bad',
  'not-taken': 'plain',
  'bound-again': 'good',
  'not-bound-again': 'bad',
};

/** One row per desktop: whose access it was, what became of it, when, and by which call. */
export function desktopTable({ desktops }: Evidence): Html | undefined {
  return table(
    ['Desktop', 'User', 'Access', 'Asked', 'Seen detached', 'Took', 'Public IP'],
    desktops.map((one) => [
      html`<bdi>${one.computerName ?? one.desktopId}</bdi>${under(one.computerName && one.desktopId)}${under(one.workspace)}`,
      html`<bdi>${one.attachment.userName}</bdi>${under(besides(one))}`,
      html`${state(one.access)}${under(one.protected && `protected: ${one.protected}`)}${under(one.problem?.message)}`,
      asked(one.detachRequestedAt, one.detachRequestId),
      one.detachVerifiedAt && instantAsHtml(one.detachVerifiedAt),
      one.elapsedMs === undefined ? undefined : durationInWords(one.elapsedMs),
      html`${state(one.publicIp)}${under(one.eip?.address)}${under(whyKept(one))}${under(one.unbindRequestId)}${restored(one)}`,
    ]),
  );
}

function besides({ others, attachment }: EvidenceDesktop): string | undefined {
  return others.length > 0 ? `beside ${namesInWords(others, attachment.userName)}` : undefined;
}

function whyKept({ eipReason, eipKeptFor = [], attachment }: EvidenceDesktop): string | undefined {
  return eipKeptFor.length > 0 ? `${eipReason}: ${namesInWords(eipKeptFor, attachment.userName)}` : eipReason;
}

function restored({ restore, restoreEip, restorePower, restoreReason }: EvidenceDesktop): Html | undefined {
  const parts = Object.entries({ attachment: restore, 'public IP': restoreEip, power: restorePower });
  const known = parts.filter(([, one]) => one !== undefined).map(([what, one]) => `${what} ${one}`);
  return known.length > 0 ? html`${under(`Back: ${known.join(', ')}`)}${under(restoreReason)}` : undefined;
}

/** Users that were locked, and access by pools and groups. */
export function otherAccessTable({ users, access }: Evidence): Html | undefined {
  const locks = users.flatMap(({ lock, userName, userId, workspace, lockRequestId, problem, restore }) =>
    lock === undefined && restore === undefined
      ? []
      : [
          [
            'user',
            html`<bdi>${userName}</bdi>${under(userId)}`,
            workspace,
            restore ? `back: ${restore}` : `lock ${lock}`,
            lockRequestId,
            problem?.message,
          ],
        ],
  );
  const others = access.map((one) => [
    one.kind,
    html`<bdi>${one.name ?? one.id}</bdi>${under(one.name && one.id)}`,
    one.workspace,
    one.restore ? `back: ${one.restore}` : `removal ${one.removal}`,
    one.removalRequestId,
    one.problem?.message,
  ]);
  return table(['What', 'Name', 'Workspace', 'What became of it', 'Request', 'Problem'], [...locks, ...others]);
}

/** Since when access was seen gone, through which way. */
export function seenGoneTable({ seenGone = [] }: Evidence): Html | undefined {
  return table(
    ['Workspace', 'Nothing attached', 'Nothing open through pools and groups'],
    seenGone.map(({ workspace, attachments, poolsAndGroups }) => [
      workspace,
      instantAsHtml(attachments),
      poolsAndGroups === undefined ? 'not read' : html`as they were read since ${instantAsHtml(poolsAndGroups)}`,
    ]),
  );
}

/** Who said that the person leaves, and what vouched for it. */
export function noticeTable({ notices }: Evidence): Html | undefined {
  return table(
    ['Received', 'From', 'Said', 'For', 'Vouched for by', 'Effect'],
    notices.map(({ receivedAt, source, eventId, kind, effectiveAt, zone, trust, keyId, effect }) => [
      instantAsHtml(receivedAt),
      html`${source}${under(eventId)}`,
      kind,
      html`${effectiveAt ?? 'at once'}${under(zone)}`,
      html`${trust}${under(keyId && `key ${keyId}`)}`,
      effect,
    ]),
  );
}

/** Who agreed to which plan. */
export function approvalTable({ approval }: Evidence): Html | undefined {
  if (!approval) return undefined;
  return table(
    ['Approved', 'By', 'Reason', 'Plan'],
    approval.approvedBy.map(({ at, by, reason }) => [
      instantAsHtml(at),
      by,
      reason,
      html`<code>${approval.planHash}</code>`,
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
  const things = Array.isArray(value) && value.every(isThing) ? value : undefined;
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

function asked(at: string | undefined, requestId: string | undefined): Html | undefined {
  return at === undefined ? undefined : html`${instantAsHtml(at)}${under(requestId)}`;
}

function state(one: keyof typeof tones): Html {
  return html`<span class="tag ${tones[one]}">${one.replaceAll('-', ' ')}</span>`;
}

/** A second line in a cell. */
function under(text: string | undefined): Html | undefined {
  return text === undefined ? undefined : html`<div class="faint">${text}</div>`;
}

type Cell = Html | Html[] | string | undefined;

/** Undefined without rows; without the columns that say nothing. One without a name holds numbers. */
function table(names: string[], rows: Cell[][]): Html | undefined {
  if (rows.length === 0) return undefined;
  const columns = names
    .map((name, index) => ({ name, index }))
    .filter(({ index }) => rows.some((cells) => cells[index] !== undefined));
  const head = columns.map(({ name }) => html`<th scope="col">${name}</th>`);
  const body = rows.map((cells) => {
    return html`<tr>${columns.map(({ name, index }) => cell(cells[index], name === ''))}</tr>\n`;
  });
  return html`<table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table>`;
}

function cell(content: Cell, isNumber: boolean): Html {
  return isNumber ? html`<td class="number">${content}</td>` : html`<td>${content}</td>`;
}
