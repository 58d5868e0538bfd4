import * as z from 'zod';
import { tryParseJson } from '../../shared/runtime/try-parse-json.ts';
import { CommandError } from '../command-error.ts';
import { audienceHeader } from './proof-audience.ts';

const timeoutMs = 5_000;
/** An identity is half a kilobyte. */
const largestAnswer = 16 * 1024;

const identity = z.object({ Account: z.string().min(1), Arn: z.string().min(1), UserId: z.string().min(1) });
const answer = z.object({ GetCallerIdentityResponse: z.object({ GetCallerIdentityResult: identity }) });
const refusal = z.object({ Error: z.object({ Code: z.string().max(100) }) });

/** Thrown where STS does not say who has signed, which is not the caller's fault. */
export class StsUnreachable extends Error {
  override readonly name = 'StsUnreachable';
}

/** Who STS says that has signed. */
export type AwsIdentity = z.infer<typeof identity>;

/**
 * Presents a signed request to STS, which checks the signature and says who has made it.
 *
 * @param url as `readProof` has made it
 * @throws CommandError `proof-refused`; {@link StsUnreachable} where STS cannot say now
 */
export async function askSts(url: string, audience: string): Promise<AwsIdentity> {
  const { status, text } = await present(url, audience);
  const content = tryParseJson(text);
  const said = answer.safeParse(content);
  if (status === 200 && said.success) return said.data.GetCallerIdentityResponse.GetCallerIdentityResult;
  const refused = refusal.safeParse(content);
  if (status >= 400 && status < 500 && status !== 429) {
    const code = refused.success ? refused.data.Error.Code : status;
    throw new CommandError('proof-refused', `STS does not take the signature of the caller (${code})`);
  }
  throw unchecked(`it answered ${status}`);
}

/**
 * Whether STS answers at all: a request without a signature is refused, and by nobody else in these words.
 *
 * @throws {@link StsUnreachable} where it does not
 */
export async function checkSts(endpoint: string): Promise<void> {
  const { status, text } = await present(`${endpoint}/?Action=GetCallerIdentity&Version=2011-06-15`, '');
  if (status >= 400 && status < 500 && refusal.safeParse(tryParseJson(text)).success) return;
  throw unchecked(`it answered ${status}`);
}

async function present(url: string, audience: string): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', [audienceHeader]: audience },
      // What is signed is for STS and for nobody that it may name.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await textOf(response) };
  } catch (error) {
    if (error instanceof StsUnreachable) throw error;
    throw unchecked(error instanceof Error && error.name === 'TimeoutError' ? 'no answer in time' : 'no answer');
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > largestAnswer) throw unchecked(`it answered with more than ${largestAnswer} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function unchecked(why: string): StsUnreachable {
  return new StsUnreachable(why);
}
