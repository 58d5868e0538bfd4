import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { liveSecrets } from '../../../../functions/shared/intake/live-secrets.ts';

const source = { name: 'some-hr', secret: z.string().check(z.minLength(8)) };

describe('the live secrets of a source', () => {
  it('are the current one, and the previous one while it is there, the newest first', async () => {
    expect(await stored('{"current":"the newest"}')).toEqual([{ keyId: 'current', value: 'the newest' }]);
    expect(await stored('{"current":"the newest","previous":"the one before"}')).toEqual([
      { keyId: 'current', value: 'the newest' },
      { keyId: 'previous', value: 'the one before' },
    ]);
  });

  it.each([
    ['the whole', 'hunter2hunter2'],
    ['the whole', ''],
    ['the whole', '"hunter2hunter2"'],
    ['current', '{"previous":"hunter2hunter2"}'],
    ['current', '{"current":"hunter2"}'],
    ['previous', '{"current":"hunter2hunter2","previous":"hunter2"}'],
    ['current, previous', '{"current":["hunter2"],"previous":{"hunter2":1}}'],
    ['unknown fields', '{"current":"hunter2hunter2","previuos":"hunter2hunter2"}'],
    ['unknown fields', '{"current":"hunter2hunter2","api":{"key":"hunter2"}}'],
    ['unknown fields', '{"current":"hunter2hunter2","hunter2":""}'],
  ])(
    'are refused with what cannot be used, %s, by the name of the source and without the value',
    async (fields, text) => {
      const error = await stored(text).catch((caught: unknown) => caught);

      expect(String(error)).toContain(`The secret of source some-hr cannot be used (${fields})`);
      expect(JSON.stringify([String(error), error])).not.toContain('hunter2');
    },
  );

  it('have beside them what its API is asked with, where the source has one', async () => {
    const hrApi = { credentials: z.unknown(), addressIn: () => undefined, deadlineMs: 1, load: noReading } as const;
    const asking = { ...source, hrApi: { ...hrApi, whenUnread: 'as-configured' as const } };
    const text = '{"current":"the newest","api":{"key":"any"}}';

    expect(await liveSecrets(asking, 'secret-id', async () => text)).toEqual([
      { keyId: 'current', value: 'the newest' },
    ]);
  });

  it('are not there where they cannot be fetched', async () => {
    const fetching = liveSecrets(source, 'secret-id', () => Promise.reject(new Error('AccessDeniedException')));

    await expect(fetching).rejects.toThrow('AccessDeniedException');
  });
});

const noReading = async () => async () => undefined;

function stored(text: string) {
  return liveSecrets(source, 'secret-id', async () => text);
}
