import { namesInWords } from './attached-user.ts';
import { durationInWords } from './duration-in-words.ts';
import type { Evidence, EvidenceDesktop } from './evidence.ts';
import type { Tone } from './evidence-verdict.ts';
import { Html, html } from './html.ts';
import { instantAsHtml } from './instant-as-html.ts';

type State = EvidenceDesktop['access'] | EvidenceDesktop['publicIp'] | NonNullable<EvidenceDesktop['power']>;

const tones: Record<State, Tone> = {
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
  'shut-down': 'good',
  'not-shut-down': 'bad',
  started: 'good',
  'not-started': 'bad',
};

/** One row per desktop: whose access it was, what became of it, when, and by which call. */
export function desktopTable({ desktops, undoes }: Evidence): Html | undefined {
  return undoes === undefined ? takenTable(desktops) : restoredTable(desktops);
}

function takenTable(desktops: readonly EvidenceDesktop[]): Html | undefined {
  return table(
    ['Desktop', 'User', 'Access', 'Asked', 'Seen detached', 'Took', 'Power', 'Public IP'],
    desktops.map((one) => [
      ...whose(one),
      accessOf(one),
      asked(one.detachRequestedAt, one.detachRequestId),
      one.detachVerifiedAt && instantAsHtml(one.detachVerifiedAt),
      one.elapsedMs === undefined ? undefined : durationInWords(one.elapsedMs),
      powerOf(one, one.logOff && `log-off ${one.logOff}`),
      html`${state(one.publicIp)}${under(one.eip?.address)}${under(whyKept(one))}${part(one.unbindRequestedAt, one.unbindRequestId, one.unbindVerifiedAt)}`,
    ]),
  );
}

function besides({ others, attachment }: EvidenceDesktop): string | undefined {
  return others.length > 0 ? `beside ${namesInWords(others, attachment.userName)}` : undefined;
}

function whyKept({ eipReason, eipKeptFor = [], attachment }: EvidenceDesktop): string | undefined {
  return eipKeptFor.length > 0 ? `${eipReason}: ${namesInWords(eipKeptFor, attachment.userName)}` : eipReason;
}

/** Of an undo: its own times, not those of the exit. */
function restoredTable(desktops: readonly EvidenceDesktop[]): Html | undefined {
  return table(
    ['Desktop', 'User', 'Access', 'Asked', 'Seen attached', 'Power', 'Public IP'],
    desktops.map((one) => [
      ...whose(one),
      html`${accessOf(one)}${under(one.restoreReason)}`,
      asked(one.restoreRequestedAt, one.restoreRequestId),
      one.restoreVerifiedAt && instantAsHtml(one.restoreVerifiedAt),
      powerOf(one, undefined),
      html`${state(one.publicIp)}${under(one.eip?.address)}${part(one.restoreEipRequestedAt, one.restoreEipRequestId, one.restoreEipVerifiedAt)}`,
    ]),
  );
}

function whose(one: EvidenceDesktop): [desktop: Html, user: Html] {
  return [
    html`<bdi>${one.computerName ?? one.desktopId}</bdi>${under(one.computerName && one.desktopId)}${under(one.workspace)}`,
    html`<bdi>${one.attachment.userName}</bdi>${under(besides(one))}`,
  ];
}

function accessOf({ access, protected: why, wasGone, problem }: EvidenceDesktop): Html {
  return html`${state(access)}${under(why && `protected: ${why}`)}${under(wasGone && 'gone before')}${under(problem?.message)}`;
}

function powerOf(one: EvidenceDesktop, session: string | undefined): Html | undefined {
  if (one.power === undefined && session === undefined) return undefined;
  const times = part(one.restorePowerRequestedAt, one.restorePowerRequestId, one.restorePowerVerifiedAt);
  return html`${one.power && state(one.power)}${under(session)}${times}`;
}

/** When one part was asked for and seen, below what became of it. */
function part(
  requestedAt: string | undefined,
  requestId: string | undefined,
  verifiedAt: string | undefined,
): Html | undefined {
  const times = [
    requestedAt && html`<div class="faint">asked ${instantAsHtml(requestedAt)}</div>${under(requestId)}`,
    verifiedAt && html`<div class="faint">seen ${instantAsHtml(verifiedAt)}</div>`,
  ].filter((time) => time instanceof Html);
  return times.length > 0 ? html`${times}` : undefined;
}

/** Users that were locked, and access by pools and groups. */
export function otherAccessTable({ users, access }: Evidence): Html | undefined {
  const isKnown = ({ lock, restore }: Evidence['users'][number]) => lock !== undefined || restore !== undefined;
  const locks = users
    .filter(isKnown)
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

function asked(at: string | undefined, requestId: string | undefined): Html | undefined {
  if (at === undefined && requestId === undefined) return undefined;
  return html`${at === undefined ? undefined : instantAsHtml(at)}${under(requestId)}`;
}

function state(one: State): Html {
  return html`<span class="tag ${tones[one]}">${one.replaceAll('-', ' ')}</span>`;
}

/** A second line in a cell. */
function under(text: string | false | undefined): Html | undefined {
  return text === undefined || text === false ? undefined : html`<div class="faint">${text}</div>`;
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
