import { type Command, CommanderError } from 'commander';
import { exitCodes } from './session.ts';

export type PersonOptions = { id?: string; email?: string; user?: string };

/** The options by which a command is told about whom it is. */
export function withPerson(command: Command): Command {
  return command
    .option('--user <name>', 'user name on Workspace')
    .option('--id <id>', 'id in the HR system')
    .option('--email <address>', 'e-mail address');
}

export function personOf({ id, email, user }: PersonOptions) {
  if (!id && !email && !user) throw usageError('Say who: at least one of --user, --id, --email');
  return { ...(id && { id }), ...(email && { email }), ...(user && { userName: user }) };
}

/** A case by its id, or by the person; not both. */
export function caseOrPerson(caseId: string | undefined, options: PersonOptions) {
  const isSomebody = Boolean(options.id ?? options.email ?? options.user);
  if (caseId !== undefined && isSomebody) throw usageError('Give either a case or a person, not both');
  return caseId === undefined ? { person: personOf(options) } : { caseId };
}

/** Thrown where arguments do not go together. */
export function usageError(message: string): CommanderError {
  return new CommanderError(exitCodes.usage, 'operator.usage', `error: ${message}`);
}
