import * as z from 'zod';
import { USER_OR_TENANT_MISSING } from '../assumptions.ts';
import { wrongProjectAdvice } from './advice.ts';
import type { Answered } from './answered.ts';
import { type Caller, type CallOptions, readBy } from './call.ts';
import { WorkspaceError } from './errors.ts';
import { lazily, type Operation, type OperationInput, operation } from './operation.ts';

/** Something small that names nobody, by the permission that everything here needs in any case. */
const listOneDesktop = operation({
  name: 'ListDesktops',
  kind: 'read',
  method: 'GET',
  path: '/v2/{project_id}/desktops',
  input: lazily(() => z.strictObject({ query: z.strictObject({ limit: z.literal(1) }) })),
  answer: lazily(() => z.looseObject({})),
});

/** A mistake in the settings lasts, but a service may be opened. */
const rememberedMs = 60_000;

/**
 * Tells a wrong project from a user that is gone: the service has one code for both. As long as nothing has shown that
 * the project is right, such an answer is followed by one call that names nobody. Where that is refused alike, it is
 * the project, and calls of the next minute are answered so at once, for whoever takes it for the name halves and
 * tries again.
 */
export function withProjectCheck(caller: Caller, projectId: string): Caller {
  let isKnown = false;
  let wrong: { until: number; error: WorkspaceError } | undefined;
  let checking: Promise<void> | undefined;
  let nextCheckAt = -Infinity;

  /** Once at a time, and once a minute where it has told nothing. */
  async function check(): Promise<void> {
    const answered = await caller.call(listOneDesktop, { query: { limit: 1 } });
    nextCheckAt = answered.at + rememberedMs;
    if (answered.ok) isKnown = true;
    else if (answered.error.code === USER_OR_TENANT_MISSING) wrong = { until: nextCheckAt, error: answered.error };
  }

  function wrongProject(name: string): Answered<never> | undefined {
    const at = caller.clock.now();
    if (!wrong || at >= wrong.until) return undefined;
    return { ok: false, error: wrongProjectError(name, projectId, wrong.error), at };
  }

  async function call<Input extends OperationInput, T>(
    asked: Operation<Input, T>,
    input: Input,
    options?: CallOptions,
  ): Promise<Answered<T>> {
    if ((asked.service ?? 'workspace') !== 'workspace') return caller.call(asked, input, options);
    const known = wrongProject(asked.name);
    if (known) return known;
    const answered = await caller.call(asked, input, options);
    if (answered.ok) isKnown = true;
    if (answered.ok || isKnown || answered.error.code !== USER_OR_TENANT_MISSING) return answered;
    if (answered.at >= nextCheckAt) {
      checking ??= check().finally(() => {
        checking = undefined;
      });
    }
    await checking;
    return wrongProject(asked.name) ?? answered;
  }

  return { clock: caller.clock, call, read: readBy(call) };
}

/** As the service said it, but nobody's absence: `denied`, and not worth another try. */
function wrongProjectError(name: string, projectId: string, said: WorkspaceError): WorkspaceError {
  const { code, httpStatus, requestId } = said;
  return new WorkspaceError({
    kind: 'denied',
    code,
    operation: name,
    message: `${name} failed with ${code} (HTTP ${httpStatus}): ${wrongProjectAdvice(projectId)}`,
    retryable: false,
    applied: 'no',
    httpStatus,
    requestId,
  });
}
