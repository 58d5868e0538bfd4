import type { WorkspaceSimulator } from '../start-workspace-simulator.ts';
import { type SigningKey, sign } from './sign.ts';

export type Answer = { status: number; headers: Headers; text: string; json: unknown };

export type CallOptions = {
  body?: unknown;
  /** The time of the signature. */
  at?: number;
  key?: SigningKey;
  headers?: Record<string, string>;
  contentType?: string | undefined;
  /** Hangs up. */
  signal?: AbortSignal;
};

/** One signed request. `path` begins after the project: `/desktops`; or is a whole path if it begins with `//`. */
export async function call(
  simulator: Pick<WorkspaceSimulator, 'url' | 'projectId' | 'accessKey' | 'secretKey'>,
  method: string,
  path: string,
  options: CallOptions = {},
): Promise<Answer> {
  const { at = Date.now(), key = simulator, headers = {}, contentType = 'application/json' } = options;
  const fullPath = path.startsWith('//') ? path.slice(1) : `/v2/${simulator.projectId}${path}`;
  const url = new URL(simulator.url + fullPath);
  const body = typeof options.body === 'string' ? options.body : JSON.stringify(options.body);
  const signed = sign(key, { method, url, at, ...(body !== undefined && { body }) });
  const type = contentType === '' ? {} : { 'content-type': contentType };
  // A buffer, for fetch labels a string as text/plain when no type is given.
  const payload = body === undefined ? {} : { body: Buffer.from(body) };
  const patience = options.signal ? { signal: options.signal } : {};
  const response = await fetch(url, { method, headers: { ...type, ...signed, ...headers }, ...payload, ...patience });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, json: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
