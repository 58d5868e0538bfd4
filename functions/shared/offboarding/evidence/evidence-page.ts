import type { Evidence } from './evidence.ts';
import { desktopTable } from './evidence-desktop-table.ts';
import { evidenceStyle } from './evidence-style.ts';
import {
  approvalTable,
  noticeTable,
  otherAccessTable,
  policyList,
  projectTable,
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
  const { caseId, person, endedAt } = evidence;
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
<h1>${titleOf(evidence)} of <bdi>${who}</bdi></h1>
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
${section('Where it was worked on', projectTable(evidence))}
${section('The policy in force', policyList(evidence), 'It ended before any policy was applied to it.')}
${section('Trail', trailTable(evidence), 'No line was written.')}
${chain(evidence)}
</main>
</body>
</html>
`;
  return page.text;
}

function titleOf({ undoes, scope }: Evidence): string {
  if (scope) return 'Detachment from single desktops';
  return undoes === undefined ? 'Offboarding' : 'Undo of the offboarding';
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

function summary({ status, reason, person, organisation, scope, undoes, problem, timing, ...others }: Evidence): Html {
  const { restoration, seenEmptyAt, openedAt } = others;
  const isExit = undoes === undefined;
  const facts: [name: string, value: Html | string | undefined][] = [
    ['Organisation', organisation],
    ['Person', person.userName ?? person.email],
    ['Employee id', person.id],
    ['How it ended', reason === undefined ? status : `${status} (${reason})`],
    ['Only these desktops', scope?.desktopIds.join(', ')],
    ['Undoes', undoes],
    ['Last problem', problem && `${problem.code}: ${problem.message}`],
    ['Date as the sender wrote it', timing.effectiveAt && html`<time>${timing.effectiveAt}</time>`],
    ['First announced', isExit ? at(otherThan(timing.announcedAt, timing.receivedAt)) : undefined],
    ['Received', isExit ? at(timing.receivedAt) : undefined],
    ['Opened', isExit ? at(otherThan(openedAt, timing.receivedAt)) : undefined],
    ['Access to go at', isExit ? at(timing.actAt) : undefined],
    ['Counted from', isExit ? at(otherThan(timing.startsAt, timing.actAt)) : undefined],
    ['Access to be gone by', at(timing.dueAt)],
    ['Late, as was noticed', at(timing.breachedAt)],
    ['Seen without anything first', at(seenEmptyAt)],
    ['Access seen gone', at(timing.accessGoneAt)],
    ['Asked for', at(restoration?.askedAt)],
    ['Begun', at(restoration?.begunAt)],
    ['Given back', at(restoration?.givenBackAt)],
    ['Seen to be back', at(restoration?.verifiedAt)],
  ];
  const known = facts.filter(([, value]) => value !== undefined);
  return html`<dl>${known.map(([name, value]) => html`<div><dt>${name}</dt><dd><bdi>${value}</bdi></dd></div>`)}</dl>`;
}

function at(instant: string | undefined): Html | undefined {
  return instant === undefined ? undefined : instantAsHtml(instant);
}

/** Where it is not said beside it already. */
function otherThan(instant: string | undefined, said: string): string | undefined {
  return instant !== undefined && Date.parse(instant) !== Date.parse(said) ? instant : undefined;
}

function section(title: string, table: Html | undefined, otherwise?: string): Html | undefined {
  if (!table && otherwise === undefined) return undefined;
  return html`<h2>${title}</h2>${table ? html`<div class="scroll">${table}</div>` : html`<p>${otherwise}</p>`}`;
}

function chain({ chain: { lines, lastHash } }: Evidence): Html {
  return html`<h2>How to check it</h2>
<p>All of the above is in the lines of the trail, and made of nothing but them. Each carries the SHA-256 of the line before it, so that the
last of ${lines} stands for all:</p>
<p><code>${lastHash}</code></p>
<p>This hash and the number of lines were told to the subscribers when the case ended, and are in their hands; the ledger has them too.
The JSON file beside this page is what is checked, by <code>npm run verify-evidence -- FILE --announcement FILE</code>, or by
<code>jq</code> and <code>sha256sum</code> alone, as the description of evidence says. A single changed byte is found out.</p>`;
}
