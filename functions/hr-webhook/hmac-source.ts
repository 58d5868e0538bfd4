import { type HmacRule, isSignedWith } from '../shared/intake/hmac-signature.ts';
import { parseJson } from '../shared/intake/parse-json.ts';
import { type Finding, type Reception, receptionOf } from '../shared/intake/reception.ts';
import { sharedSecret } from '../shared/intake/shared-secret.ts';
import type { HrSource, SourceRequest } from '../shared/intake/source.ts';

export type HmacSource<Options, Credentials> = Pick<
  HrSource<string, Options, Credentials>,
  'name' | 'options' | 'takenStatus' | 'hrApi'
> & {
  /** How it signs. */
  rule: HmacRule | ((options: Options) => HmacRule);
  /** @default JSON alone */
  contentTypes?: readonly string[];
  /** What it sends unsigned while it is being set up; never anything that has an effect. */
  handshake?: (request: SourceRequest, options: Options) => Reception | undefined;
  /** What a verified request says, entry by entry. */
  read: (content: unknown, request: SourceRequest, options: Options) => Finding | readonly Finding[];
};

/** An HR system that posts JSON and signs it with a key that it shares with us: its rule, and what its events mean. */
export function hmacSource<Options, Credentials>({
  rule,
  contentTypes = ['application/json'],
  handshake,
  read,
  ...rest
}: HmacSource<Options, Credentials>): HrSource<string, Options, Credentials> {
  return {
    ...rest,
    contentTypes,
    trust: 'signed',
    secret: sharedSecret,
    receive(request, key, options) {
      const greeting = handshake?.(request, options);
      if (greeting) return { greeting };
      if (!isSignedWith(key, request, typeof rule === 'function' ? rule(options) : rule)) return undefined;
      const { body } = request;
      return { content: body, read: () => receptionOf([read(parseJson(body), request, options)].flat()) };
    },
  };
}
