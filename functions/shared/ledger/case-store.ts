import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, PutCommand, paginateQuery, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { hasEnded, type OffboardingCase, offboardingCase } from '../offboarding/case/offboarding-case.ts';
import { caseIdsOf } from '../offboarding/case/person.ts';
import { type TrailLine, trailLine } from '../offboarding/case/trail.ts';
import type { LedgerLine } from '../offboarding/evidence/ledger-line.ts';
import { inParallel } from '../runtime/in-parallel.ts';
import { caseSortKey, readCaseItems } from './read-case-items.ts';
import { splitTrail } from './split-trail.ts';

/** Thrown where a case has been saved by someone else since it was loaded. */
export class CaseConflict extends Error {
  override readonly name = 'CaseConflict';
  readonly caseId: string;

  constructor(caseId: string) {
    super(`Case ${caseId} was changed by another worker; load it again`);
    this.caseId = caseId;
  }
}

export type CaseStore = ReturnType<typeof createCaseStore>;

export type CaseStoreOptions = {
  /**
   * Told of a case that is not what a case is; it is left out then, so that the others of its batch are worked on. Nothing
   * is written over it: saving a new one in its place is a conflict. @default it is thrown
   */
  onUnreadable?: (caseId: string, error: z.ZodError) => void;
  /** How long a case that has ended is kept, in days; told by whoever saves. @default for ever */
  keepDays?: number;
};

/** Under this status, which no case has, stand the episodes that are over: of the cases, only the latest is under its own. */
export const pastStatus = 'past';

const writesAtOnce = 10;
const daySeconds = 24 * 3600;
/** All open cases share one partition of the `due` index: 1,000 changes a second, far above what Workspace takes. */
const duePartition = 'open';

/**
 * Cases and their ledger lines in one DynamoDB table.
 *
 * A case is the item `(caseId, 'case')`, guarded by its version. The other ids its person may be asked for under hold a
 * pointer to it. Ledger lines are items `(caseId, 'line#…')`, each written once, and so are episodes `(caseId, 'episode#…')`.
 */
export function createCaseStore(
  documents: DynamoDBDocumentClient,
  table: string,
  { onUnreadable, keepDays }: CaseStoreOptions = {},
) {
  /** When DynamoDB may delete what was over at an instant: epoch seconds, as it wants them. */
  function expiry(since: string): { expiresAt?: number } {
    return keepDays === undefined ? {} : { expiresAt: Math.ceil(Date.parse(since) / 1000) + keepDays * daySeconds };
  }

  /** Cases by the id they were asked for; an id that only points to a case yields that case. */
  async function load(caseIds: readonly string[]): Promise<Map<string, OffboardingCase>> {
    const items = await readCaseItems(documents, table, caseIds);
    return new Map(
      [...items].flatMap(([id, item]) => {
        const read = offboardingCase.safeParse(item);
        if (read.success) return [[id, read.data]];
        if (!onUnreadable) throw read.error;
        onUnreadable(id, read.error);
        return [];
      }),
    );
  }

  /**
   * Saves a case over the version it was loaded with, and returns it as saved. A case that has ended gets its lines
   * first: a crash in between writes the same lines again, never a case without its evidence.
   */
  async function save(one: OffboardingCase, evidence: readonly LedgerLine[] = []): Promise<OffboardingCase> {
    await keepEvidence(evidence);
    const { kept, spilled } = splitTrail(one.trail);
    await inParallel(spilled, writesAtOnce, (some) => keepLines(one.caseId, some));
    const saved = { ...one, trail: kept, version: one.version + 1 };
    const index = one.dueAt === undefined ? {} : { duePartition };
    const end = hasEnded(one) ? expiry(one.updatedAt) : {};
    const isNew = one.version === 0;
    const item = {
      TableName: table,
      Item: { pk: one.caseId, sk: caseSortKey, ...index, ...end, ...saved },
      ExpressionAttributeNames: { '#version': 'version' },
    };
    const done = await putUnless(
      isNew
        ? { ...item, ConditionExpression: 'attribute_not_exists(#version)' }
        : { ...item, ConditionExpression: '#version = :loaded', ExpressionAttributeValues: { ':loaded': one.version } },
    );
    if (!done) throw new CaseConflict(one.caseId);
    return saved;
  }

  /**
   * Notes that subscribers were told what a case had to say. Not a change of the case: the version stays, and where somebody
   * has saved it since, theirs stands.
   *
   * @param dueAt when it is due then; undefined where it has ended
   */
  async function said({ caseId, version }: OffboardingCase, dueAt: string | undefined): Promise<void> {
    const update = new UpdateCommand({
      TableName: table,
      Key: { pk: caseId, sk: caseSortKey },
      UpdateExpression: `SET unsaid = :none${dueAt === undefined ? ' REMOVE dueAt, duePartition' : ', dueAt = :due'}`,
      ConditionExpression: '#version = :saved',
      ExpressionAttributeNames: { '#version': 'version' },
      ExpressionAttributeValues: { ':none': [], ':saved': version, ...(dueAt !== undefined && { ':due': dueAt }) },
    });
    await unlessChanged(update);
  }

  /**
   * Keeps an episode that has ended, as it was saved, before the case begins anew over it: what it came to stays to be exported.
   * Its trail goes on with the case. Its lines are there already, unless it has ended and begun anew between two saves.
   */
  async function keepEpisode(
    { trail: whole, unsaid: _, ...ended }: OffboardingCase,
    evidence: readonly LedgerLine[] = [],
  ): Promise<void> {
    await keepEvidence(evidence);
    // One batch may end several that were opened at the same instant.
    const key = { pk: ended.caseId, sk: `episode#${ended.openedAt}#${whole.at(-1)?.seq ?? 0}` };
    const episode = { ...ended, trail: [], unsaid: [] };
    const index = { status: pastStatus, updatedAt: ended.endedAt ?? ended.updatedAt };
    const item = { ...key, ...index, ...expiry(index.updatedAt), episode };
    await documents.send(new PutCommand({ TableName: table, Item: item }));
  }

  async function keepEvidence(evidence: readonly LedgerLine[]): Promise<void> {
    await inParallel(evidence, writesAtOnce, (line) => {
      const key = { pk: line.caseId, sk: `line#${line.lineId}` };
      return documents.send(
        new PutCommand({ TableName: table, Item: { ...key, ...line, ...expiry(line.recordedAt) } }),
      );
    });
  }

  /** Puts older lines of a long trail into an item of their own: an item has its limit. Never over another one. */
  async function keepLines(caseId: string, some: readonly TrailLine[]): Promise<void> {
    const last = some.at(-1);
    if (!last) return;
    const { seq, hash, at } = last;
    const sk = `trail#${String(seq).padStart(8, '0')}#${hash.slice(0, 16)}`;
    await documents.send(new PutCommand({ TableName: table, Item: { pk: caseId, sk, lines: some, ...expiry(at) } }));
  }

  /** The whole trail of a case, from its first line. Lines of a worker that lost against another one are in no chain. */
  async function trail(one: OffboardingCase): Promise<TrailLine[]> {
    const kept = new Map<string, TrailLine[]>();
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: table,
        KeyConditionExpression: 'pk = :case AND begins_with(sk, :trail)',
        ExpressionAttributeValues: { ':case': one.caseId, ':trail': 'trail#' },
        ConsistentRead: true,
      },
    );
    for await (const page of pages) {
      for (const { lines: found } of page.Items ?? []) {
        const chain = z.array(trailLine).parse(found);
        kept.set(chain.at(-1)?.hash ?? '', chain);
      }
    }
    let whole = one.trail;
    for (let before = kept.get(whole[0]?.previous ?? ''); before; before = kept.get(whole[0]?.previous ?? '')) {
      whole = [...before, ...whole];
    }
    return whole;
  }

  /**
   * Lets a person's other identifiers find the case: those that led to another case lead here from now on, because user
   * names and addresses are given to others in time. An identifier that is a case's own id stays that case's.
   * Written before the case itself: a pointer to nothing is no case, but a case that cannot be found is lost.
   */
  async function link(one: OffboardingCase): Promise<void> {
    const others = caseIdsOf(one.person).filter((id) => id !== one.caseId);
    await inParallel(others, writesAtOnce, (pk) =>
      putUnless({
        TableName: table,
        Item: { pk, sk: caseSortKey, pointsTo: one.caseId },
        ConditionExpression: 'attribute_not_exists(#version)',
        ExpressionAttributeNames: { '#version': 'version' },
      }),
    );
  }

  /** Whether the item was written; false where its condition did not hold. */
  async function putUnless(put: ConstructorParameters<typeof PutCommand>[0]): Promise<boolean> {
    try {
      await documents.send(new PutCommand(put));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }

  /** Open cases whose `dueAt` is not after `now`, the longest waiting first, page by page. */
  async function* due(now: string): AsyncGenerator<{ caseId: string; dueAt: string }[]> {
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: table,
        IndexName: 'due',
        KeyConditionExpression: 'duePartition = :open AND dueAt <= :now',
        ExpressionAttributeValues: { ':open': duePartition, ':now': now },
      },
    );
    for await (const page of pages) {
      yield (page.Items ?? []).map((item) => ({ caseId: String(item['caseId']), dueAt: String(item['dueAt']) }));
    }
  }

  /**
   * Moves a due case's `dueAt` on while its wake-up is queued, so that a long queue is not filled with the same case
   * every minute. Not a change of the case: the version stays, and a worker that saves simply overwrites it.
   */
  async function lease(one: { caseId: string; dueAt: string }, until: string): Promise<void> {
    const update = new UpdateCommand({
      TableName: table,
      Key: { pk: one.caseId, sk: caseSortKey },
      UpdateExpression: 'SET dueAt = :until',
      ConditionExpression: 'dueAt = :seen',
      ExpressionAttributeValues: { ':until': until, ':seen': one.dueAt },
    });
    await unlessChanged(update);
  }

  /** An update that is not worth a conflict. */
  async function unlessChanged(update: UpdateCommand): Promise<void> {
    await documents.send(update).catch((error: unknown) => {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    });
  }

  /** The ledger lines of a case, oldest episode first. */
  async function lines(caseId: string): Promise<LedgerLine[]> {
    const found: LedgerLine[] = [];
    const pages = paginateQuery(
      { client: documents },
      {
        TableName: table,
        KeyConditionExpression: 'pk = :case AND begins_with(sk, :line)',
        ExpressionAttributeValues: { ':case': caseId, ':line': 'line#' },
        ConsistentRead: true,
      },
    );
    for await (const page of pages)
      for (const { pk: _, sk: __, ...line } of page.Items ?? []) found.push(line as LedgerLine);
    return found;
  }

  return { load, save, said, keepEpisode, link, due, lease, lines, trail };
}
