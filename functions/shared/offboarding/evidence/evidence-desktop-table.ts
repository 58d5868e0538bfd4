import { namesInWords } from '../identity/attached-user.ts';
import { durationInWords } from './duration-in-words.ts';
import type { Evidence, EvidenceDesktop } from './evidence.ts';
import { asked, part, table, under } from './evidence-cells.ts';
import type { Tone } from './evidence-verdict.ts';
import { type Html, html } from './html.ts';
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

function besides({ others, attachment }: EvidenceDesktop): string | undefined {
  return others.length > 0 ? `beside ${namesInWords(others, attachment.userName)}` : undefined;
}

function whyKept({ eipReason, eipKeptFor = [], attachment }: EvidenceDesktop): string | undefined {
  return eipKeptFor.length > 0 ? `${eipReason}: ${namesInWords(eipKeptFor, attachment.userName)}` : eipReason;
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

function state(one: State): Html {
  return html`<span class="tag ${tones[one]}">${one.replaceAll('-', ' ')}</span>`;
}
