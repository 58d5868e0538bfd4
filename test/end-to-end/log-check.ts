import { tryParseJson } from '../../functions/shared/runtime/try-parse-json.ts';
import type { TestStack } from './local-stack.ts';

/** What no line may look like, whoever's secret or address it is. */
const patterns: [what: string, pattern: RegExp][] = [
  ['an e-mail address', /[\w.+-]{1,64}@[\w-]{1,63}\.\w/],
  ['a webhook secret', /whsec_/],
  ['a webhook signature', /\bv1,[A-Za-z0-9+/]{20,}/],
  ['a Workspace signature', /SDK-HMAC-SHA256|Signature=|\b[0-9a-f]{64}\b/],
  ['an AWS signature', /AWS4-HMAC-SHA256/],
  ['a webhook body', /\\*"employee\\*"/],
  ['a queue message', /\\*"notice\\*":/],
  ['a header', /\\*"(authorization|webhook-signature|x-sdk-date)\\*":/i],
];

/**
 * Everything wrong with what the functions have printed: lines that are not JSON, lines about a case that do not say
 * which or from which source, and lines with a secret, a signature, a body or a person in them.
 */
export function whatLogsGiveAway({ stack, hr, simulator, secrets }: TestStack): string[] {
  const hrKeys = Object.values(secrets).flatMap((secret) =>
    typeof secret === 'string' ? secret : Object.values(secret),
  );
  const keys = [simulator.accessKey, simulator.secretKey, ...hrKeys];
  const texts: [what: string, text: string][] = [
    ...keys.map((key): [string, string] => ['a key', key.replace(/^whsec_/, '')]),
    ...hr.signatures.map((made): [string, string] => ['a webhook signature', made.slice('v1,'.length)]),
    ...hr.bodies.map((body): [string, string] => ['a webhook body', body]),
    ...hr.bodies.map((body): [string, string] => ['a webhook body', Buffer.from(body).toString('base64')]),
    ...simulator.world.users.map(({ userName }): [string, string] => ['a user name', userName]),
  ];
  if (stack.logs.length === 0) return ['The functions have printed nothing: there is nothing to check'];
  return stack.logs.flatMap((line) => {
    const problems = [
      ...shapeProblems(line.text),
      ...patterns.filter(([, pattern]) => pattern.test(line.text)).map(([what]) => what),
      ...texts.filter(([, text]) => line.text.includes(text)).map(([what]) => what),
    ];
    return [...new Set(problems)].map((what) => `${what} in a line of ${line.function}: ${line.text.slice(0, 1000)}`);
  });
}

function shapeProblems(text: string): string[] {
  const entry = tryParseJson(text);
  if (typeof entry !== 'object' || entry === null) return ['no JSON'];
  const fields = entry as Record<string, unknown>;
  const problems = ['level', 'message', 'timestamp'].filter((name) => !(name in fields)).map((name) => `no ${name}`);
  const aboutCase = ['caseId', 'cases'].some((name) => name in fields && typeof fields[name] !== 'number');
  return aboutCase && typeof fields['source'] !== 'string' ? [...problems, 'no source beside the case'] : problems;
}
