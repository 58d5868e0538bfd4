import { expect, it } from 'vitest';
import { mergeTargets } from '../../../../../functions/shared/workspace-api/batches/detach-targets.ts';

it('two users of one name on one desktop are two', () => {
  const users = ['id-A', 'id-B'].map((userId) => ({ userId, userName: 'u7' }));
  const targets = users.map((user) => ({ desktopId: 'd1', users: [user] }));
  expect(mergeTargets(targets)).toEqual([{ desktopId: 'd1', users }]);
});
