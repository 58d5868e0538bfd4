import { describe, expect, it } from 'vitest';
import { type EipHolder, whyKept } from '../../../../functions/shared/elastic-ips/idle-eips.ts';
import { aPolicy } from '../../support/samples.ts';

const cases: [why: string | undefined, holder: EipHolder | undefined][] = [
  [undefined, { desktopId: 'd', tags: [], attachedCount: 0 }],
  [undefined, { desktopId: 'd', tags: [], attachedCount: 0, desktopType: 'SHARED', attachingEip: false }],
  ['in-use', { desktopId: 'd', tags: [], attachedCount: 1 }],
  ['in-use', { desktopId: 'd', tags: [], attachedCount: 1, desktopType: 'POOLED' }],
  ['pool-desktop', { desktopId: 'd', tags: [], attachedCount: 0, desktopType: 'POOLED' }],
  ['eip-being-bound', { desktopId: 'd', tags: [], attachedCount: 0, attachingEip: true }],
  ['desktop-not-listed', undefined],
  ['protected-tag:keep=yes', { desktopId: 'd', tags: ['keep=yes'], attachedCount: 0 }],
  ['protected-desktop', { desktopId: 'd', computerName: 'pc-7', tags: [], attachedCount: 0 }],
];

describe('why a bound EIP is kept', () => {
  it.each(cases)('is %s for %j', (why, holder) => {
    expect(whyKept(holder, aPolicy({ protect: { tags: ['keep'], desktops: ['PC-7'] } }))).toBe(why);
  });
});
