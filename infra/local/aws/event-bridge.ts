import { randomUUID } from 'node:crypto';
import type { Handler } from '../listen.ts';
import { jsonService } from './aws-service.ts';
import { accountId, region } from './local-account.ts';

/** The last so many events are kept. */
const mostKept = 1000;

/** An event as EventBridge hands it to the targets of its rules. */
export type LocalEvent = {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
};

type Entry = {
  Source?: string;
  DetailType?: string;
  Detail?: string;
  Time?: number;
  Resources?: string[];
  EventBusName?: string;
};
type Answer = { EventId: string } | { ErrorCode: string; ErrorMessage: string };

/**
 * EventBridge in memory: PutEvents on the default bus. It has no rules; who wants to see what came asks for `events`. As on
 * AWS, what is wrong with one entry is an answer to that entry, inside a 200.
 */
export function createEventBridge(): { handler: Handler; events: readonly LocalEvent[] } {
  const events: LocalEvent[] = [];

  function put(entry: Entry): Answer {
    const problem = problemOf(entry);
    if (problem) return problem;
    const { Source = '', DetailType = '', Detail = '', Time, Resources: resources = [] } = entry;
    const id = randomUUID();
    const time = new Date(Time === undefined ? Date.now() : Time * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
    const detail: unknown = JSON.parse(Detail);
    events.push({
      version: '0',
      id,
      'detail-type': DetailType,
      source: Source,
      account: accountId,
      time,
      region,
      resources,
      detail,
    });
    if (events.length > mostKept) events.shift();
    return { EventId: id };
  }

  const handler = jsonService('EventBridge', {
    PutEvents: ({ Entries = [] }: { Entries?: Entry[] }) => {
      const answers = Entries.map(put);
      return { FailedEntryCount: answers.filter((answer) => 'ErrorCode' in answer).length, Entries: answers };
    },
  });
  return { handler, events };
}

function problemOf({ Source, DetailType, Detail = '', EventBusName = 'default' }: Entry): Answer | undefined {
  if (EventBusName !== 'default')
    return { ErrorCode: 'NotFoundException', ErrorMessage: 'There is no such event bus.' };
  if (!Source || !DetailType) {
    return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Source and DetailType are needed.' };
  }
  return isJsonObject(Detail) ? undefined : { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
}

function isJsonObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}
