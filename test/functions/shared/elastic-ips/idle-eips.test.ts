import { describe, expect, it } from 'vitest';
import { type EipHolder, whyKept } from '../../../../functions/shared/elastic-ips/idle-eips.ts';
import { aPolicy } from '../../support/samples.ts';

const cases: [why: string | undefined, holder: EipHolder | undefined][] = [
  [undefined, { desktopId: 'd', tags: [], attachedUsers: [] }],
  [undefined, { desktopId: 'd', tags: [], attachedUsers: [], desktopType: 'SHARED', attachingEip: false }],
  ['in-use', { desktopId: 'd', tags: [], attachedUsers: [{ userName: 'ann' }] }],
  ['in-use', { desktopId: 'd', tags: [], attachedUsers: [{ userName: 'ann' }], desktopType: 'POOLED' }],
  ['pool-desktop', { desktopId: 'd', tags: [], attachedUsers: [], desktopType: 'POOLED' }],
  ['eip-being-bound', { desktopId: 'd', tags: [], attachedUsers: [], attachingEip: true }],
  ['desktop-not-listed', undefined],
  ['protected-tag:keep=yes', { desktopId: 'd', tags: ['keep=yes'], attachedUsers: [] }],
  ['protected-desktop', { desktopId: 'd', computerName: 'pc-7', tags: [], attachedUsers: [] }],
];

describe('why a bound EIP is kept', () => {
  it.each(cases)('is %s for %j', (why, holder) => {
    expect(whyKept(holder, aPolicy({ protect: { tags: ['keep'], desktops: ['PC-7'] } }))).toBe(why);
  });
});
