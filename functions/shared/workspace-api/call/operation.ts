import type * as z from 'zod';
import type { Query } from './encode.ts';

/** The services one region has beside each other; see `endpoints.ts`. */
export type Service = 'workspace' | 'eip' | 'sts' | 'iam';

export type OperationInput = {
  /** Values for the `{…}` places of the path, apart from `project_id`. */
  path?: Record<string, string>;
  query?: Query;
  body?: unknown;
};

/** One operation of the API as data. Everything that calling has in common is in `call.ts`. */
export type Operation<Input extends OperationInput, Answer> = Readonly<{
  /** The operation's name in Huawei Cloud's documentation: what budgets, logs and errors call it. */
  name: string;
  /** `read`: may be repeated when an answer is lost. `write`: may not. */
  kind: 'read' | 'write';
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** e.g. `/v2/{project_id}/desktops/{desktop_id}` */
  path: string;
  /** @default 'workspace' */
  service?: Service;
  /** What to check when this operation is refused, where it is not the keys and the project. */
  whenRefused?: string;
  /** Of a write that gives something to people rather than takes it from them: `true`, or what its body says then. @default it takes */
  givesBack?: true | Readonly<Record<string, string>>;
  /** Checked before anything is sent: documented limits. Built on first use. */
  input: () => z.ZodType<Input>;
  /** Checked before anything is believed. An empty body is `undefined` to it. */
  answer: () => z.ZodType<Answer>;
}>;

/** Gives the definition its types. */
export function operation<Input extends OperationInput, Answer>(
  definition: Operation<Input, Answer>,
): Operation<Input, Answer> {
  return definition;
}

/** Runs `make` at the first call and remembers: a function pays only for the schemas of the operations it uses. */
export function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
