import type { World } from '../world/world.ts';
import type { Credentials } from './credentials.ts';

/** One API of the service: what it is called, where it is, what it does. */
export type Operation = {
  /** Its operation id in Huawei's documents. */
  name: string;
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With placeholders: `/v2/{project_id}/desktops/{desktop_id}`. */
  path: string;
  kind: 'read' | 'write';
  /** The query parameters it knows; any other is noted in the log, for it is a misspelt filter. */
  query?: readonly string[];
  /** Callable without a signature or token. */
  open?: true;
  handle(call: Call): Reply;
};

/** A call that got through the gateway. */
export type Call = {
  world: World;
  credentials: Credentials;
  projectId: string;
  user: string;
  /** The placeholders of the path, decoded. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  /** The JSON of the body; undefined when there was none. */
  body: unknown;
  /** The failure that was ordered for this desktop, to be reported inside a 200. */
  orderedFailure(desktopId: string): { code: string; message: string } | undefined;
  /** Whether it was ordered that this desktop's change fails when it is carried out. */
  failsLate(desktopId: string): boolean;
  /** Notes in the log what a strict caller would not do. */
  warn(text: string): void;
};

export type Reply = { status: number; body?: unknown; headers?: Readonly<Record<string, string>> };
