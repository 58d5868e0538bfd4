import { type PutObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { createEvidenceStore } from '../../../../functions/shared/ledger/evidence-store.ts';
import { textOfEvidence } from '../../../../functions/shared/offboarding/evidence/evidence.ts';
import { evidencePage } from '../../../../functions/shared/offboarding/evidence/evidence-page.ts';
import { someEvidence } from '../../support/ended-cases.ts';

type Put = PutObjectCommand['input'];

/** A bucket with a memory, whose policy refuses every write that could replace something. */
function createFakeS3() {
  const objects = new Map<string, Put>();
  const faults = new Map<string, S3ServiceException>();
  async function send({ input }: PutObjectCommand) {
    const { Bucket, Key = '', IfNoneMatch } = input;
    if (Bucket !== 'bucket') throw failure('NoSuchBucket', 404);
    const fault = faults.get(Key);
    if (fault) throw fault;
    if (IfNoneMatch !== '*') throw failure('AccessDenied', 403);
    if (objects.has(Key)) throw failure('PreconditionFailed', 412);
    objects.set(Key, input);
    return {};
  }
  return { client: { send } as unknown as S3Client, objects, faults };
}

function failure(name: string, httpStatusCode: number): S3ServiceException {
  return new S3ServiceException({ name, message: name, $fault: 'client', $metadata: { httpStatusCode } });
}

const proof = someEvidence();
const key = 'cases/case-d00b64bce4851893f2fd/2026-11-20T10:02:15.000Z';

test('evidence is written as JSON and as a page, under the case and the instant of its end', async () => {
  const s3 = createFakeS3();
  expect(await createEvidenceStore(s3.client, 'bucket').write(proof)).toBe(`${key}.json`);
  expect([...s3.objects.keys()].toSorted()).toEqual([`${key}.html`, `${key}.json`]);
  expect(s3.objects.get(`${key}.html`)).toMatchObject({
    ContentType: 'text/html; charset=utf-8',
    Body: evidencePage(proof),
    ChecksumAlgorithm: 'SHA256',
  });
  const json = s3.objects.get(`${key}.json`);
  expect(json?.ContentType).toBe('application/json');
  expect(json?.Body).toBe(textOfEvidence(proof));
});

test('written again, it stays as it was', async () => {
  const s3 = createFakeS3();
  const store = createEvidenceStore(s3.client, 'bucket');
  await store.write(proof);
  const first = s3.objects.get(`${key}.json`);
  expect(await store.write({ ...proof, reason: 'another' })).toBe(`${key}.json`);
  expect(s3.objects.get(`${key}.json`)).toBe(first);
});

test('what was written by half is completed', async () => {
  const s3 = createFakeS3();
  const store = createEvidenceStore(s3.client, 'bucket');
  s3.faults.set(`${key}.json`, failure('SlowDown', 503));
  await expect(store.write(proof)).rejects.toThrow('SlowDown');
  s3.faults.clear();
  await store.write(proof);
  expect(s3.objects.size).toBe(2);
});

test('any other refusal is thrown', async () => {
  const s3 = createFakeS3();
  await expect(createEvidenceStore(s3.client, 'another').write(proof)).rejects.toThrow('NoSuchBucket');
});
