import type { Evidence } from './evidence.ts';
import { evidenceStyle } from './evidence-style.ts';
import {
  approvalTable,
  desktopTable,
  noticeTable,
  otherAccessTable,
  seenGoneTable,
  trailTable,
} from './evidence-tables.ts';
import { verdictInWords } from './evidence-verdict.ts';
import { Html, html } from './html.ts';
import { instantAsHtml } from './instant-as-html.ts';

/**
 * The evidence of a case as a page for a person: on a screen or printed, from a file, without a network. Nothing on it runs,
 * and what came from outside is shown as it is.
 */
export function evidencePage(evidence: Evidence): string {
  const { caseId, person, endedAt, undoes } = evidence;
  const who = person.userName ?? person.id ?? person.email;
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<title>Offboarding evidence ${caseId}</title>
<style>${new Html(evidenceStyle)}</style>
</head>
<body>
<header>
<h1>${undoes === undefined ? 'Offboarding' : 'Undo of the offboarding'} of <bdi>${who}</bdi></h1>
<p class="faint">Evidence of case <code>${caseId}</code>, as it ended ${instantAsHtml(endedAt)}. All times are UTC.</p>
</header>
<main>
${verdictBox(evidence)}
${brokenChain(evidence)}
${summary(evidence)}
${section('Desktops', desktopTable(evidence), 'No desktop was found that the person could use.')}
${section('Other access', otherAccessTable(evidence))}
${section('When access was seen gone', seenGoneTable(evidence))}
${section('What was said', noticeTable(evidence))}
${section('Approval', approvalTable(evidence))}
${section('Trail', trailTable(evidence), 'No line was written.')}
${chain(evidence)}
</main>
</body>
</html>
`;
  return page.text;
}

function verdictBox(evidence: Evidence): Html {
  const { tone, question, answer, because } = verdictInWords(evidence);
  return html`<div class="verdict ${tone}"><strong>${answer}</strong><b>${question}</b><span>${because}</span></div>`;
}

function brokenChain({ chain: { brokenAt } }: Evidence): Html | undefined {
  if (brokenAt === undefined) return undefined;
  return html`<div class="verdict bad"><strong>Broken</strong><b>The trail is not as it was written.</b>
<span>Line ${brokenAt} does not follow from the one before: it, or a line before it, was changed, left out or put in.</span></div>`;
}

function summary({ status, reason, person, undoes, problem, timing }: Evidence): Html {
  const facts: [name: string, value: Html | string | undefined][] = [
    ['Person', person.userName ?? person.email],
    ['Employee id', person.id],
    ['How it ended', reason === undefined ? status : `${status} (${reason})`],
    ['Undoes', undoes],
    ['Last problem', problem && `${problem.code}: ${problem.message}`],
    ['Date as the sender wrote it', timing.effectiveAt && html`<time>${timing.effectiveAt}</time>`],
    [undoes === undefined ? 'Received' : 'Asked for', instantAsHtml(timing.receivedAt)],
    ['Access to go at', undoes === undefined ? instantAsHtml(timing.actAt) : undefined],
    ['Access to be gone by', timing.dueAt && instantAsHtml(timing.dueAt)],
    ['Access seen gone', timing.accessGoneAt && instantAsHtml(timing.accessGoneAt)],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`;
}

function section(title: string, table: Html | undefined, otherwise?: string): Html | undefined {
  if (!table && otherwise === undefined) return undefined;
  return html`<h2>${title}</h2>${table ? html`<div class="scroll">${table}</div>` : html`<p>${otherwise}</p>`}`;
}

function chain({ chain: { lines, lastHash } }: Evidence): Html | undefined {
  if (lastHash === undefined) return undefined;
  return html`<h2>How to check it</h2>
<p>Each line of the trail carries the SHA-256 of the line before it, so that the last of ${lines} stands for all:</p>
<p><code>${lastHash}</code></p>
<p>The same hash was told to the subscribers when the case ended, and is in their hands. To compute it again, take the lines from
the JSON file beside this page; each hash is that of the line as JSON without <code>hash</code>, its names in alphabetical order at
every depth, without spaces.</p>`;
}
