import { type Command, Option } from 'commander';
import { endStatuses, openStatuses } from '../../shared/offboarding/case/offboarding-case.ts';
import { whyNotCancelled } from '../why-not-cancelled.ts';
import { followCase, verdictOfCase, type WaitOptions, withWaiting } from './follow-case.ts';
import { instant, wholeNumber } from './option-values.ts';
import { caseOrPerson, type PersonOptions, personOf, usageError, withPerson } from './person-options.ts';
import type { Session } from './session.ts';
import { type ShownCase, showCase } from './show-case.ts';
import { showList } from './show-list.ts';
import { whyNotMoved, withoutEffect } from './without-effect.ts';

type Queued = { caseId: string; eventId: string };
/** A one-off has no notices: it is cancelled at once. */
type Cancelled = { caseId: string; eventId?: string };

/** The commands that open, show and end cases. */
export function addCaseCommands(program: Command, session: Session): void {
  addOffboard(program, session);
  addCancel(program, session);
  addStatus(program, session);
  addList(program, session);
}

function addOffboard(program: Command, session: Session): void {
  withWaiting(withPerson(program.command('offboard')))
    .description("take a person's desktops away, at once or at a time")
    .addOption(
      new Option('--at <instant>', 'ISO 8601 with offset, such as 2026-11-20T18:00:00+08:00').argParser(instant),
    )
    .option('--reason <text>', 'why; it is recorded')
    .action(async (options: PersonOptions & WaitOptions & { at?: string; reason?: string }) => {
      const { at: effectiveAt, reason } = options;
      const said = { ...(effectiveAt !== undefined && { effectiveAt }), ...(reason !== undefined && { reason }) };
      const answer = await session.call('offboard', { person: personOf(options), ...said });
      if (!options.wait || answer.outcome !== 'done') return session.finish(answer, showQueued);
      const { caseId, eventId } = answer.data as Queued;
      return followCase(session, options, {
        caseId,
        isCurrent: (one) => effectOf(one, eventId) !== undefined,
        problem: ({ case: one }) => whyNotMoved(one, effectOf(one, eventId), effectiveAt),
      });
    });
}

function addCancel(program: Command, session: Session): void {
  withWaiting(withPerson(program.command('cancel')))
    .description('somebody does not leave after all: end their case, wherever it stands')
    .argument('[case]', 'the id of the case')
    .requiredOption('--reason <text>', 'why; it is recorded')
    .action(async (id: string | undefined, options: PersonOptions & WaitOptions & { reason: string }) => {
      const answer = await session.call('cancel', { ...caseOrPerson(id, options), reason: options.reason });
      if (!options.wait || answer.outcome !== 'done') return session.finish(answer, showQueued);
      const { caseId, eventId } = answer.data as Cancelled;
      if (eventId === undefined) return session.finish(answer, () => `${caseId} cancelled`);
      return followCase(session, options, {
        caseId,
        isCurrent: (one) => effectOf(one, eventId) !== undefined,
        verdict: () => 'done',
        problem({ case: one }) {
          const effect = effectOf(one, eventId);
          return effect === 'cancelled' ? undefined : (whyNotCancelled(one) ?? withoutEffect(one, effect));
        },
      });
    });
}

function addStatus(program: Command, session: Session): void {
  withPerson(program.command('status'))
    .description('show a case with its plan, its desktops and its trail, by its id or by the person')
    .argument('[case]', 'the id of the case')
    .option('--trail', 'with every line of the trail', false)
    .action(async (id: string | undefined, options: PersonOptions & { trail: boolean }) => {
      const answer = await session.call('status', { ...caseOrPerson(id, options), trail: options.trail });
      session.finish<ShownCase>(answer, showCase, verdictOfCase);
    });
}

function addList(program: Command, session: Session): void {
  program
    .command('list')
    .description('list cases, the latest change first')
    .addOption(new Option('--status <status>', 'only these').choices([...openStatuses, ...endStatuses]))
    .option('--held', 'only those that are held')
    .option('--reason <word>', 'only those with this reason, such as cap or unknown-workspace-user')
    .option('--limit <n>', 'the most of each status', wholeNumber, 50)
    .action(async (options: { status?: string; held?: true; reason?: string; limit: number }) => {
      const { held, reason, limit } = options;
      if (held && options.status !== undefined) throw usageError('Give either --held or --status, not both');
      const status = held ? 'held' : options.status;
      const input = { ...(status !== undefined && { status }), ...(reason !== undefined && { reason }), limit };
      session.finish(await session.call('list', input), showList);
    });
}

function showQueued({ caseId }: Cancelled): string {
  return `${caseId} queued`;
}

/** What a command did to a case; undefined where it has not come there yet. */
function effectOf({ notices }: ShownCase['case'], eventId: string): string | undefined {
  return notices.find((notice) => notice.eventId === eventId)?.effect;
}
