import { type Ask, HrApiError } from '../shared/intake/hr-api.ts';
import { tryParseJson } from '../shared/runtime/try-parse-json.ts';

/** An answer about one person is a few kilobytes. */
const largestAnswer = 1024 * 1024;

const idOfOneSegment = /^[\w-]{1,128}$/;

/**
 * @param address scheme and host
 * @param deadlineMs for everything that is asked, from now on
 */
export function createAsk(address: string, deadlineMs: number): Ask {
  const signal = AbortSignal.timeout(deadlineMs);
  return async ({ path, headers = {}, body }) => {
    try {
      const response = await fetch(new URL(path, address), {
        headers: {
          accept: 'application/json',
          ...headers,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { method: 'POST', body: JSON.stringify(body) }),
        // The credentials are for this address and for no other that it may name.
        redirect: 'error',
        signal,
      });
      const text = await textOf(response);
      if (response.status === 404) return undefined;
      if (!response.ok) throw new HrApiError(`The HR API answered ${response.status}`);
      return jsonIn(text);
    } catch (error) {
      throw error instanceof HrApiError ? error : unreachable(error, deadlineMs);
    }
  };
}

/**
 * An id of an event as the part of a path that it is; nothing that could lead to another path of the API.
 * @returns undefined for what no HR system would call a person
 */
export function pathSegment(id: unknown): string | undefined {
  const text = typeof id === 'number' ? String(id) : id;
  return typeof text === 'string' && idOfOneSegment.test(text) ? text : undefined;
}

export function basicAuthorization(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > largestAnswer) throw new HrApiError(`The HR API answered with more than ${largestAnswer} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function jsonIn(text: string): unknown {
  const content = tryParseJson(text);
  if (content === undefined) throw new HrApiError('The HR API answered with something else than JSON');
  return content;
}

/** What the network says of a failure names hosts and ports, nothing of what was sent. */
function unreachable(error: unknown, deadlineMs: number): HrApiError {
  if (error instanceof Error && error.name === 'TimeoutError')
    return new HrApiError(`The HR API did not answer within ${deadlineMs} ms`);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : 'no answer';
  return new HrApiError(`The HR API cannot be reached: ${cause}`);
}
