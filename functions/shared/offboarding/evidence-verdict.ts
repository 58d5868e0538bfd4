import { durationInWords } from './duration-in-words.ts';
import type { Evidence } from './evidence.ts';

/** How a judgement looks: green, red, amber, or as other text. */
export type Tone = 'good' | 'bad' | 'open' | 'plain';

export type VerdictInWords = { tone: Tone; question: string; answer: string; because: string };

const inTime = 'Was access gone within the SLA?';

/** What an auditor asks first, and the answer in a sentence. */
export function verdictInWords({ status, reason, problem, timing }: Evidence): VerdictInWords {
  const { verdict, elapsedMs = 0 } = timing;
  if (verdict === 'not-asked') return { question: inTime, ...notAsked(status, reason) };
  if (verdict === 'not-gone') {
    const why = problem?.message ?? reason ?? status;
    return { tone: 'bad', question: inTime, answer: 'No', because: `No reading has shown all access gone: ${why}` };
  }
  const took = `Access was seen gone ${durationInWords(elapsedMs)} after it was to go`;
  if (verdict === 'gone') {
    return { tone: 'good', question: 'Was access gone?', answer: 'Yes', because: `${took}. There was no deadline.` };
  }
  return verdict === 'within-sla'
    ? { tone: 'good', question: inTime, answer: 'Yes', because: `${took}, ${distance(timing)} before the deadline.` }
    : { tone: 'bad', question: inTime, answer: 'No', because: `${took}, ${distance(timing)} after the deadline.` };
}

function notAsked(status: Evidence['status'], reason: string | undefined): Omit<VerdictInWords, 'question'> {
  if (status === 'dry-run') {
    return { tone: 'open', answer: 'Dry run', because: 'Nothing was changed. Below is what would have been done.' };
  }
  if (status === 'restored') {
    return { tone: 'plain', answer: 'Undone', because: 'This case gave access back, as far as it could be.' };
  }
  return {
    tone: 'plain',
    answer: 'Cancelled',
    because: `The person was not to lose access after all: ${reason ?? status}.`,
  };
}

function distance({ accessGoneAt = '', dueAt = '' }: Evidence['timing']): string {
  return durationInWords(Math.abs(Date.parse(dueAt) - Date.parse(accessGoneAt)));
}
