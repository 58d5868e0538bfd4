import { randomBytes } from 'node:crypto';
import { checkSignature, type KnownKey, type RepeatedValues } from './check-signature.ts';
import type { HttpRequest } from './http-request.ts';
import { gatewayRefusal } from './refusal.ts';

const tokenLifetimeMs = 24 * 3_600_000;

export type Token = { value: string; user: string; issuedAt: number; expiresAt: number };
export type TemporaryKey = { accessKey: string; secretKey: string; securityToken: string; expiresAt: number };

/** Who may call: the permanent key, and the temporary keys and tokens handed out since. */
export class Credentials {
  readonly user = 'simulator';
  readonly #keys = new Map<string, KnownKey>();
  readonly #tokens = new Map<string, Token>();

  readonly #password: string;
  readonly #repeatedValues: RepeatedValues;

  /** The secret key is also the password of the one IAM user. */
  constructor(accessKey: string, secretKey: string, repeatedValues: RepeatedValues = 'raw') {
    this.#password = secretKey;
    this.#repeatedValues = repeatedValues;
    this.#keys.set(accessKey, { user: this.user, secretKey });
  }

  isPassword(password: string): boolean {
    return password === this.#password;
  }

  issueToken(now: number): Token {
    const token = { value: `SIM${secret(60)}`, user: this.user, issuedAt: now, expiresAt: now + tokenLifetimeMs };
    this.#tokens.set(token.value, token);
    return token;
  }

  issueKey(user: string, lifetimeMs: number, now: number): TemporaryKey {
    const key = {
      accessKey: `HST${secret(12).toUpperCase()}`,
      secretKey: secret(30),
      securityToken: secret(90),
      expiresAt: now + lifetimeMs,
    };
    this.#keys.set(key.accessKey, { user, ...key });
    return key;
  }

  /** Whose request this is, by its token or its signature. Throws the gateway's 401. */
  authenticate(request: HttpRequest, now: number): string {
    const value = request.headers['x-auth-token'];
    if (value === undefined) {
      return checkSignature(request, (accessKey) => this.#keys.get(accessKey), now, this.#repeatedValues);
    }
    const token = this.#tokens.get(value);
    if (!token) throw gatewayRefusal(401, 'APIGW.0301', 'Incorrect IAM authentication information: decrypt token fail');
    if (token.expiresAt <= now) throw gatewayRefusal(401, 'APIGW.0307', 'The token must be updated.');
    return token.user;
  }

  /** Makes every token handed out so far worthless, as a changed password does. */
  revokeTokens(): void {
    this.#tokens.clear();
  }
}

const secret = (bytes: number): string => randomBytes(bytes).toString('hex');
