import * as z from 'zod/mini';
import { malformedBody } from '../../shared/intake/malformed-body.ts';
import { type OktaOptions, oktaOptions, readOktaLogEvent } from '../../shared/intake/okta-log-event.ts';
import { parseJson } from '../../shared/intake/parse-json.ts';
import { type Reception, receptionOf } from '../../shared/intake/reception.ts';
import type { HrSource, SourceRequest } from '../../shared/intake/source.ts';
import { isToken } from '../../shared/intake/static-token.ts';
import { HttpError } from '../../shared/runtime/http-error.ts';

const eventHook = z.object({ data: z.object({ events: z.array(z.unknown()) }) });

/** Okta's own are some 40 characters. */
const longestChallenge = 1024;

/**
 * Okta event hooks: https://developer.okta.com/docs/concepts/event-hooks/
 *
 * Okta signs nothing. It sends a text of our choice in `Authorization` with every request, which is why the source ranks
 * as a token only. Okta waits 3 s and tries once more after a timeout or a 5xx, never after a 4xx.
 */
export const okta: HrSource<string, OktaOptions> = {
  name: 'okta',
  methods: ['GET', 'POST'],
  contentTypes: ['application/json'],
  trust: 'token',
  options: oktaOptions,
  /** The whole value of the header, so that `Basic …` and `Bearer …` may be used, too. */
  secret: z
    .string()
    .check(z.regex(/^\S.{14,}\S$/, 'must be at least 16 characters on one line, without blanks around them')),

  receive(request, secret, options) {
    const { authorization } = request.headers;
    const fits = isToken(authorization, secret);
    // The challenge comes with the header, too: a secret that was pasted wrongly shows at once.
    const { method, body } = request;
    if (method === 'GET')
      return fits || authorization === undefined ? { greeting: proofOfControl(request) } : undefined;
    return fits ? { content: body, read: () => read(body, options) } : undefined;
  },
};

/** Okta asks once, when the hook is verified, whether we are who was meant: we say the challenge back. */
function proofOfControl({ headers }: SourceRequest): Reception {
  const verification = headers['x-okta-verification-challenge'];
  if (!verification || verification.length > longestChallenge) {
    throw new HttpError(400, 'no-challenge', 'A GET is answered where it has the header x-okta-verification-challenge');
  }
  return answeredWith({ notices: [], ignored: 'verification-challenge' }, JSON.stringify({ verification }));
}

function read(body: Buffer, options: OktaOptions): Reception {
  const hook = eventHook.safeParse(parseJson(body));
  if (!hook.success) throw malformedBody(hook.error);
  const findings = hook.data.data.events.map((event, index) =>
    readOktaLogEvent(event, options, 'data', 'events', index),
  );
  // Okta asks for an empty 200.
  return answeredWith(receptionOf(findings), '');
}

function answeredWith(reception: Reception, body: string): Reception {
  return { ...reception, answer: { status: 200, contentType: 'application/json', body } };
}
