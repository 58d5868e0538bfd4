import { expect, it } from 'vitest';
import { importIdentities } from '../../../../functions/operator/commands/identities.ts';
import { at } from '../../support/samples.ts';
import { commandContext } from '../support/command-context.ts';

it('a mapping is kept with who imported it, and when', async () => {
  const { context } = await commandContext([], { by: 'ben' });
  const saved: unknown[] = [];
  const identities = { ...context.identities, save: async (...asked: unknown[]) => void saved.push(asked) };
  const mappings = [{ person: { id: 'E1001' }, workspaceUserName: 'alee' }];

  await importIdentities.run({ identities: mappings }, { ...context, identities });

  expect(saved).toEqual([[mappings, { by: 'ben', at: at(0) }]]);
});
