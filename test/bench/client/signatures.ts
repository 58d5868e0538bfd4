import { hash } from 'node:crypto';
import { AKSKSigner } from '@huaweicloud/huaweicloud-sdk-core/auth/AKSKSigner.js';
import { encodeQuery } from '../../../functions/shared/workspace-api/call/encode.ts';
import { signRequest } from '../../../functions/shared/workspace-api/call/sign.ts';
import { atLeast, figure, type Measurement, median } from '../support/measurement.ts';

const projectId = '0e69423d4400f4a82f67c0059a1e4cc8';
const host = 'workspace.ap-southeast-1.myhuaweicloud.com';
const keys = { accessKey: 'HST3WGAEXAMPLEKEY000', secretKey: 'aSecretKeyOfFortyCharactersForTheBench00' };
const officialKeys = { getAk: () => keys.accessKey, getSk: () => keys.secretKey } as never;
const id = (n: number) => `90f05916-bc71-4e26-a534-${String(n).padStart(12, '0')}`;

type Case = {
  name: string;
  method: string;
  path: string;
  /** Fresh each time: the official signer sorts what it is given in place. */
  query: () => Record<string, string | number | string[]>;
  data?: object;
  /** Times the official SDK's rate, at least. Less than 5 where the time goes to what both have to do. */
  target: number;
};

const detachOf = (count: number) => ({
  desktops: Array.from({ length: count }, (_, n) => ({
    desktop_id: id(n),
    is_detach_all_users: false,
    detach_user_infos: [{ user_id: id(n), user_name: `leaver${n}`, type: 'USER' }],
  })),
});

const list: Case = {
  name: 'list',
  method: 'GET',
  path: `/v2/${projectId}/desktops/detail`,
  query: () => ({ limit: 500, offset: 500 }),
  target: 5,
};
const detach: Case = {
  name: 'detach 1',
  method: 'POST',
  path: `/v2/${projectId}/desktops/batch-detach`,
  query: () => ({}),
  data: detachOf(1),
  target: 5,
};
const names = Array.from({ length: 100 }, (_, n) => `leaver${n}`);
const listMany: Case = {
  ...list,
  name: 'list by 100 names',
  query: () => ({ limit: 500, user_names: [...names] }),
  target: 1.5,
};
const detachMany: Case = { ...detach, name: 'detach 100', data: detachOf(100), target: 3 };

/** Both encode the query; ours is given the body as it is sent, which the official one makes itself, to hash it. */
const ours =
  ({ method, path, query, data }: Case, body: string) =>
  () =>
    signRequest(
      {
        method,
        path,
        query: encodeQuery(query()),
        headers: { host, 'x-project-id': projectId },
        body: data ? body : '',
      },
      keys,
      Date.now(),
    );

const theirs =
  ({ method, path, query, data }: Case) =>
  () =>
    AKSKSigner.sign(
      {
        method,
        endpoint: `https://${host}${path}`,
        queryParams: query(),
        headers: { 'X-Project-Id': projectId },
        ...(data && { data }),
      },
      officialKeys,
    );

/** Signatures a second, of the official SDK and ours in turns. */
export function signatures(): Measurement[] {
  const rows = [list, detach, listMany, detachMany].flatMap((one) => {
    const turns = takeTurns(theirs(one), ours(one, JSON.stringify(one.data)));
    const ratio = median(turns.map(([official, own]) => own / official));
    const name = `signing, ${one.name}: ours to official`;
    return [
      figure(`signing, ${one.name}: official`, median(turns.map(([official]) => official)), '1/s'),
      figure(`signing, ${one.name}: ours`, median(turns.map(([, own]) => own)), '1/s'),
      atLeast(name, ratio, '×', one.target),
    ];
  });
  return [...rows, ...ceilings()];
}

/**
 * How many times the official rate is possible at all for large requests: no signer goes without sorting the names
 * and the SHA-256 of what is sent, and the official one has them done by the same built-in functions.
 */
function ceilings(): Measurement[] {
  const query = encodeQuery(listMany.query());
  const body = JSON.stringify(detachMany.data);
  const sortAndHash = () => [names.toSorted(), hash('sha256', query, 'hex')];
  const hashBody = () => hash('sha256', body, 'hex');
  return [
    ceiling('list by 100 names: the most there can be (sorting and SHA-256 alone)', theirs(listMany), sortAndHash),
    ceiling('detach 100: the most there can be (SHA-256 of the body alone)', theirs(detachMany), hashBody),
  ];
}

function ceiling(name: string, official: () => unknown, bare: () => unknown): Measurement {
  return figure(`signing, ${name}`, median(takeTurns(official, bare).map(([rate, most]) => most / rate)), '×');
}

/** Calls a second of two tasks, in turns of 100 ms each, so that a busy machine slows both; the first turn warms up. */
function takeTurns(first: () => unknown, second: () => unknown): [number, number][] {
  return Array.from({ length: 10 }, (): [number, number] => [rateOf(first), rateOf(second)]).slice(1);
}

function rateOf(task: () => unknown): number {
  const start = performance.now();
  let done = 0;
  let elapsed = 0;
  do {
    for (let n = 0; n < 50; n++) task();
    done += 50;
    elapsed = performance.now() - start;
  } while (elapsed < 100);
  return (done / elapsed) * 1_000;
}
