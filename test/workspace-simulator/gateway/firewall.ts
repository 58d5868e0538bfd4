import type { HttpRequest } from './http-request.ts';
import type { Outcome } from './outcome.ts';

/** How a refused request is answered. Which of them the real gateway and what stands before it use is not documented. */
export const firewallAnswers = ['403-html', '418-html', '200-html', '400-empty', '431-empty', 'reset'] as const;
export type FirewallAnswer = (typeof firewallAnswers)[number];

const blockPage = '<html><head><title>Request blocked</title></head><body>Event ID: 0</body></html>\n';

/** What stands before the service and reads requests without understanding them. Lets everything pass until told otherwise. */
export class Firewall {
  readonly #refusedTexts = new Map<string, readonly FirewallAnswer[]>();
  #refusals = 0;
  #longest: { bytes: number; how: FirewallAnswer } | undefined;

  /** From now on a request that holds this text, in a query value or its body, is refused as a whole; in several ways by turns. */
  refuseText(text: string, ...how: readonly FirewallAnswer[]): void {
    this.#refusedTexts.set(text, how.length > 0 ? how : ['403-html']);
  }

  allowText(text: string): void {
    this.#refusedTexts.delete(text);
  }

  /** From now on a request whose first line is longer is refused. */
  limitRequestLine(bytes: number, how: FirewallAnswer = '431-empty'): void {
    this.#longest = { bytes, how };
  }

  clear(): void {
    this.#refusedTexts.clear();
    this.#longest = undefined;
  }

  /** What is answered instead of letting the request through; undefined where it passes. */
  outcomeInstead(request: HttpRequest): Outcome | undefined {
    const how = this.#whyRefused(request);
    return how && outcomeOf(how);
  }

  #whyRefused(request: HttpRequest): FirewallAnswer | undefined {
    if (this.#longest && requestLineOf(request).length > this.#longest.bytes) return this.#longest.how;
    if (this.#refusedTexts.size === 0) return undefined;
    const texts = [...new URLSearchParams(request.query).values(), request.body.toString()];
    const [, how = []] =
      [...this.#refusedTexts].find(([refused]) => texts.some((text) => text.includes(refused))) ?? [];
    return how.length > 0 ? how[this.#refusals++ % how.length] : undefined;
  }
}

function requestLineOf({ method, path, query }: HttpRequest): string {
  return `${method} ${path}${query === '' ? '' : `?${query}`} HTTP/1.1`;
}

function outcomeOf(how: FirewallAnswer): Outcome {
  if (how === 'reset') return { reset: true, status: 0, headers: {}, body: '' };
  const [status = '', shape] = how.split('-');
  const page = shape === 'html' && { headers: { 'content-type': 'text/html' }, body: blockPage };
  return { status: Number(status), headers: {}, body: '', errorCode: '', ...page };
}
