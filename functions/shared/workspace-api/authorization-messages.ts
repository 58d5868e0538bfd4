import * as z from 'zod';
import type { Caller } from './call.ts';
import type { WorkspaceError } from './errors.ts';
import { lazily, operation } from './operation.ts';

const decodeAuthorizationMessage = operation({
  name: 'DecodeAuthorizationMessage',
  // A POST that changes nothing: may be repeated.
  kind: 'read',
  service: 'sts',
  method: 'POST',
  path: '/v5/decode-authorization-message',
  input: lazily(() => z.strictObject({ body: z.strictObject({ encoded_message: z.string().min(1).max(10_240) }) })),
  answer: lazily(() => z.object({ decoded_message: z.string() })),
});

export function authorizationMessages(caller: Caller) {
  return {
    /**
     * Why permission was denied; undefined when the error does not carry a reason. Needs a permission of its own. The
     * text tells about policies and resources: show it to the person who asked and keep it out of logs.
     *
     * @throws WorkspaceError
     * @see https://support.huaweicloud.com/intl/en-us/api-sts/DecodeAuthorizationMessage.html
     */
    async decodeAuthorizationMessage(error: WorkspaceError): Promise<string | undefined> {
      const encoded_message = error.encodedAuthorizationMessage();
      if (encoded_message === undefined) return undefined;
      return (await caller.read(decodeAuthorizationMessage, { body: { encoded_message } })).decoded_message;
    },
  };
}
