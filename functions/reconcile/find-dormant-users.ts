import { readActiveNames, readDormantUsers } from '../shared/desktops/read-dormant-users.ts';
import { nameRefused } from '../shared/desktops/refused-values.ts';
import { isSamePerson, type Person, placesOf } from '../shared/offboarding/case/person.ts';
import { type DormantUser, judgeDormantUser, personOf, together } from '../shared/offboarding/drift/dormant-user.ts';
import type { ReconcileFinding } from '../shared/offboarding/drift/reconcile-summary.ts';
import type { Announcement } from '../shared/offboarding/evidence/announcement.ts';
import type { ExitNotice } from '../shared/offboarding/notices/exit-notice.ts';
import type { ExitsMessage } from '../shared/offboarding/notices/exits-message.ts';
import { chunksOf } from '../shared/runtime/chunks.ts';
import { identitiesOf, inEachProject, noteLeft, type ReconcileRun, recordFindings } from './reconcile-run.ts';

/** Users judged together: what one reading of cases takes. */
const usersAtOnce = 100;

type Judged = { person: Person; finding: ReconcileFinding };

/** Looks for users that are disabled or expired and still attached, and does with them what the policy says. */
export async function findDormantUsers(run: ReconcileRun): Promise<void> {
  const { runId, now, summary, exits, outcomes } = run;
  const noteUnread = () => noteLeft(run, nameRefused);
  const seen = await inEachProject(run, (client, workspace) =>
    readDormantUsers({ workspace, client }, now, noteUnread),
  );
  const users = together(seen.flat());
  if (users.length === 0) return;
  summary.dormantUsers = users.length;
  const names = new Set(users.map(nameOf));
  const active = new Set((await inEachProject(run, (client) => readActiveNames(client, names, now))).flat());
  const reported: ReconcileFinding[] = [];
  for (const some of chunksOf(users, usersAtOnce)) {
    const judged = await judge(run, some, active);
    await recordFindings(
      run,
      judged.map(({ finding }) => finding),
    );
    const leavers = judged.filter(({ finding }) => finding.decision === 'offboard');
    await exits.send(leavers.map((one) => ({ body: noticeOf(one, runId) })));
    reported.push(...judged.map(({ finding }) => finding).filter(({ decision }) => decision === 'report'));
  }
  if (reported.length > 0) await outcomes.send([{ body: { announcement: announcementOf(reported, runId) } }]);
}

async function judge(run: ReconcileRun, users: readonly DormantUser[], active: ReadonlySet<string>): Promise<Judged[]> {
  const { runId, policy, cases, drifted, summary } = run;
  const people = users.map((user) => personOf(user, policy));
  const mapped = await run.identities.load(people);
  const { identity: rules, emailDomains } = policy;
  const claims = people.map((person, index) => ({ person, mapped: mapped[index] ?? [], rules, emailDomains }));
  const identities = await identitiesOf(run, claims);
  const known = await cases.load(people.flatMap((person) => placesOf(person)));
  return users.flatMap((user, index) => {
    const person = people[index];
    if (!person) return [];
    const ids = placesOf(person);
    const existing = ids.map((id) => known.get(id)).find((one) => one && isSamePerson(one.person, person));
    const circumstances = {
      isActiveElsewhere: active.has(nameOf(user)),
      isReadEverywhere: summary.unread === undefined,
      isDrift: drifted.has(nameOf(user)),
      identity: identities[index],
      existing,
    };
    const verdict = judgeDormantUser(user, circumstances, policy);
    const about = { caseId: existing?.caseId ?? ids[0], desktops: user.desktops, access: [] };
    return [{ person, finding: { runId, found: 'dormant-user', ...about, ...verdict } }];
  });
}

function nameOf({ userName }: DormantUser): string {
  return userName.toLowerCase();
}

/** The same event however often the run of a day is tried; the next day asks anew, because somebody may have changed a policy. */
function noticeOf({ person, finding: { caseId } }: Judged, at: string): ExitsMessage {
  const eventId = `${caseId}#${at.slice(0, 10)}`;
  const said = { source: 'reconcile', eventId, sentAt: at, receivedAt: at, trust: 'iam' } as const;
  return { type: 'notice', notice: { kind: 'exit', person, ...said } satisfies ExitNotice };
}

/** All of them in one: how many, not who. */
function announcementOf(reported: readonly ReconcileFinding[], at: string): Announcement {
  return {
    id: `disabled-users#${at.slice(0, 10)}`,
    type: 'OffboardingDrift',
    at,
    reason: 'disabled-user-attached',
    source: 'reconcile',
    people: reported.length,
    desktops: reported.flatMap(({ desktops }) => desktops).length,
  };
}
