import { expect, test } from 'vitest';
import { openSources } from '../../../functions/hr-webhook/open-sources.ts';
import { sources } from '../../../functions/hr-webhook/sources.ts';

test('the doors that are configured are open, each with its options and their defaults', () => {
  const open = openSources(sources, {
    gusto: { secretId: 'secret-1', options: {} },
    bamboohr: { secretId: 'secret-2', options: { actOnUpdate: true } },
  });
  expect([...open.keys()]).toEqual(['gusto', 'bamboohr']);
  expect(open.get('gusto')).toMatchObject({ secretId: 'secret-1', options: { timeZone: 'America/Los_Angeles' } });
  expect(open.get('bamboohr')).toMatchObject({ options: { actOnUpdate: true, timeZone: 'UTC' } });
});

test('a deployment that cannot be right does not start, and says all that is wrong', () => {
  const configured = {
    pigeon: { secretId: 'secret-1', options: {} },
    gusto: { secretId: '', options: {} },
    hibob: { secretId: 'secret-2', options: { actOnInactivated: 'yes' } },
  };
  expect(() => openSources(sources, configured)).toThrow(
    'HR sources cannot be opened: pigeon is no source that is known here. gusto has no secret. ' +
      'hibob has wrong options: expected true or false',
  );
});
