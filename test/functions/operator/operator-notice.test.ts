import { expect, it } from 'vitest';
import { operatorNotice } from '../../../functions/operator/operator-notice.ts';
import { exitsMessage } from '../../../functions/shared/offboarding/notices/exits-message.ts';
import { ten } from '../support/samples.ts';

it('is taken from whoever gives it, however long their ARN and their note are', () => {
  const by = `arn:aws:iam::123456789012:user/${'p'.repeat(512)}/${'n'.repeat(64)} (${'b'.repeat(255)})`;
  const notice = operatorNotice(
    { kind: 'revoke-now', person: { userName: 'leaver' } },
    { by, requestId: 'r', now: Date.parse(ten) },
  );

  expect(exitsMessage.safeParse({ type: 'notice', notice })).toMatchObject({ success: true });
});
