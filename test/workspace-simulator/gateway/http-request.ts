import type { IncomingMessage } from 'node:http';

/** A request as it came over the wire, its body read. */
export type HttpRequest = {
  method: string;
  /** As sent, still percent-encoded, without the query. */
  path: string;
  /** As sent, without the question mark. */
  query: string;
  headers: Readonly<Record<string, string>>;
  body: Buffer;
  /** More than the gateway takes; then `body` is only its beginning. */
  isTooLarge: boolean;
};

const maxBodyBytes = 12 * 1024 * 1024;

export async function readRequest(incoming: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  const [path = '/', query = ''] = splitOnce(incoming.url ?? '/', '?');
  const body = Buffer.concat(chunks);
  return {
    method: incoming.method ?? 'GET',
    path,
    query,
    headers: flat(incoming),
    body,
    isTooLarge: bytes > maxBodyBytes,
  };
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function flat({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(',')]));
}
