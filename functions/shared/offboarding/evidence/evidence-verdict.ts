import { durationInWords } from './duration-in-words.ts';
import type { Evidence } from './evidence.ts';

/** How a judgement looks: green, red, amber, or as other text. */
export type Tone = 'good' | 'bad' | 'open' | 'plain';

export type VerdictInWords = { tone: Tone; question: string; answer: string; because: string };

const inTime = 'Was access gone within the SLA?';
const isBack = 'Was everything given back?';

/** What an auditor asks first, and the answer in a sentence. */
export function verdictInWords(evidence: Evidence): VerdictInWords {
  const verdict = verdictOf(evidence);
  if (!evidence.scope) return verdict;
  return {
    ...verdict,
    question: 'Was the person detached from these desktops?',
    because: `${verdict.because} It was about these desktops alone, and says nothing of what else the person may use.`,
  };
}

function verdictOf(evidence: Evidence): VerdictInWords {
  const { status, reason, problem, timing, undoes } = evidence;
  if (undoes !== undefined) return { question: isBack, ...undone(evidence) };
  const { verdict, elapsedMs = 0 } = timing;
  const breach = breachIn(timing);
  if (verdict === 'not-asked') return { question: inTime, ...notAsked(status, reason, breach) };
  if (verdict === 'not-gone') {
    return {
      tone: 'bad',
      question: inTime,
      answer: 'No',
      because: `${whatIsOpen(evidence)}: ${problem?.message ?? reason ?? status}${breach && `. Before,${breach}`}`,
    };
  }
  const took = `Access was seen gone ${durationInWords(elapsedMs)} after it was to go`;
  if (verdict === 'gone') {
    return { tone: 'good', question: 'Was access gone?', answer: 'Yes', because: `${took}. There was no deadline.` };
  }
  if (verdict === 'within-sla') {
    return {
      tone: 'good',
      question: inTime,
      answer: 'Yes',
      because: `${took}, ${distance(timing)} before the deadline.`,
    };
  }
  const isLate = isAfter(timing.accessGoneAt, timing.dueAt);
  const why = isLate ? `, ${distance(timing)} after the deadline.` : `. The date was moved after${breach}`;
  return { tone: 'bad', question: inTime, answer: 'No', because: `${took}${why}` };
}

/** That it was late, where it had been noticed: it stays, whatever came after. */
function breachIn({ breachedAt }: Evidence['timing']): string {
  return breachedAt === undefined ? '' : ` the deadline had passed, which was noticed at ${inMinutes(breachedAt)} UTC.`;
}

function inMinutes(instant: string): string {
  return new Date(instant).toISOString().slice(0, 16).replace('T', ' ');
}

function isAfter(instant = '', other = ''): boolean {
  return Date.parse(instant) > Date.parse(other);
}

/** What failed may be something else, such as an EIP. Access in a project that could not be read may be left all the same. */
function whatIsOpen({ desktops, access }: Evidence): string {
  const isFoundGone =
    desktops.every((one) => one.access === 'removed') && access.every(({ removal }) => removal === 'verified');
  return isFoundGone && desktops.length + access.length > 0
    ? 'All access that was found was seen gone, but the case could not be closed'
    : 'No reading has shown all access gone';
}

function notAsked(
  status: Evidence['status'],
  reason: string | undefined,
  breach: string,
): Omit<VerdictInWords, 'question'> {
  if (status === 'dry-run') {
    return { tone: 'open', answer: 'Dry run', because: 'Nothing was changed. Below is what would have been done.' };
  }
  return {
    tone: 'plain',
    answer: 'Cancelled',
    because: `The person was not to lose access after all: ${reason ?? status}.${breach && ` Before,${breach}`}`,
  };
}

function undone({ status, reason, problem }: Evidence): Omit<VerdictInWords, 'question'> {
  if (status === 'dry-run') {
    return { tone: 'open', answer: 'Dry run', because: 'Nothing was given back. Below is what would have been.' };
  }
  if (status === 'cancelled') {
    return {
      tone: 'plain',
      answer: 'Withdrawn',
      because: `It was not to be given back after all: ${reason ?? status}.`,
    };
  }
  if (status !== 'restored') {
    const why = problem?.message ?? reason ?? status;
    return { tone: 'bad', answer: 'No', because: `No reading has shown all that was taken to be back: ${why}` };
  }
  return reason === 'restored-in-part'
    ? { tone: 'open', answer: 'In part', because: 'What could not come back is said below, with its reason.' }
    : { tone: 'good', answer: 'Yes', because: 'A reading has shown all that was taken to be back.' };
}

function distance({ accessGoneAt = '', dueAt = '' }: Evidence['timing']): string {
  return durationInWords(Math.abs(Date.parse(dueAt) - Date.parse(accessGoneAt)));
}
