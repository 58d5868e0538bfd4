import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { tryParseJson } from '../../../../functions/shared/runtime/try-parse-json.ts';
import { listen } from '../../../../infra/local/listen.ts';

export type Asked = { method: string; path: string; authorization: string | undefined; body: unknown };

/** What an HR system's API answers: a status and JSON, or whatever else a test makes of the response. */
export type Reply = { status?: number; json: unknown } | ((response: ServerResponse) => void);

/**
 * An HR system's API over loopback HTTP, until the test ends.
 *
 * @param reply what it answers; it may be changed
 */
export async function startHrApi(reply: (asked: Asked) => Reply) {
  const state = { reply, asked: [] as Asked[] };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const asked = { method, path: url, authorization: headers.authorization, body: tryParseJson(await text(request)) };
    state.asked.push(asked);
    const given = state.reply(asked);
    if (typeof given === 'function') return given(response);
    response.writeHead(given.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(given.json));
  }

  const { url, close } = await listen(answer);
  onTestFinished(close);
  return { url, state };
}
