import { describe, expect, it } from 'vitest';
import type { CommandContext } from '../../../../functions/operator/command.ts';
import { importIdentities, removeIdentity } from '../../../../functions/operator/commands/identities.ts';
import type { Person } from '../../../../functions/shared/offboarding/case/person.ts';
import { at } from '../../support/samples.ts';
import { commandContext } from '../support/command-context.ts';

const cleo = { by: 'cleo', at: at(0) };

it('a mapping is kept with who imported it, and when', async () => {
  const { context } = await commandContext([], { by: 'cleo' });
  const saved: unknown[] = [];
  const identities = { ...context.identities, save: async (...asked: unknown[]) => void saved.push(asked) };
  const mappings = [{ person: { id: 'E1001' }, workspaceUserName: 'alee' }];

  await importIdentities.run({ identities: mappings }, { ...context, identities });

  expect(saved).toEqual([[mappings, cleo]]);
});

describe('removing a mapping', () => {
  it('is done in the name of whoever asked, and says how many there were', async () => {
    const { answer, removed } = await removing({ id: 'E1', email: 'ann@example.com' }, ['alee', 'alee']);

    expect(answer).toEqual({ outcome: 'done', data: { removed: 2 } });
    expect(removed).toEqual([[{ id: 'E1', email: 'ann@example.com' }, cleo]]);
  });

  it('is not done where there is none', async () => {
    const { answer, removed } = await removing({ id: 'E1' }, []);

    expect(answer).toEqual({ outcome: 'failed', data: { removed: 0 } });
    expect(removed).toEqual([]);
  });
});

async function removing(person: Person, mapped: string[]) {
  const { context } = await commandContext([], { by: 'cleo' });
  const removed: unknown[][] = [];
  const identities: CommandContext['identities'] = {
    load: async () => [mapped],
    save: async () => {},
    remove: async (...given) => void removed.push(given),
  };
  return { answer: await removeIdentity.run({ person }, { ...context, identities }), removed };
}
