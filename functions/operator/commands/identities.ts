import * as z from 'zod';
import { createWorkspaceReader } from '../../shared/desktops/workspace-reader.ts';
import { person } from '../../shared/offboarding/case/person.ts';
import { mappedIdentity } from '../../shared/offboarding/identity/identity.ts';
import { command } from '../command.ts';

/** The most lines of one invocation. */
const linesPerCall = 100;

/** Maps people to Workspace users; a person that is mapped already is mapped anew. */
export const importIdentities = command({
  input: z.strictObject({ identities: z.array(mappedIdentity).min(1).max(linesPerCall) }),
  async run({ identities: mappings }, { identities, by, now }) {
    await identities.save(mappings, { by, at: new Date(now).toISOString() });
    return { outcome: 'done', data: { imported: mappings.length } };
  },
});

/** Takes back what the mapping says of each identifier that is given; what it says of others of the same person stays. */
export const removeIdentity = command({
  input: z.strictObject({ person }),
  async run({ person: who }, { identities, by, now }) {
    const [mapped = []] = await identities.load([who]);
    if (mapped.length === 0) return { outcome: 'failed', data: { removed: 0 } };
    await identities.remove(who, { by, at: new Date(now).toISOString() });
    return { outcome: 'done', data: { removed: mapped.length } };
  },
});

/** Shows which Workspace users the mapping or the rules make of a person, from what Workspace shows now. */
export const showIdentity = command({
  input: z.strictObject({ person }),
  async run({ person: who }, context) {
    const [mapped = []] = await context.identities.load([who]);
    const reader = createWorkspaceReader(context);
    const { identity, users } = await reader.identify(who);
    const isKnown = 'userName' in identity && users.length > 0;
    return {
      outcome: isKnown ? 'done' : 'failed',
      data: { mapped: mapped.length > 0, ...identity, users, unread: reader.unread() },
    };
  },
});
