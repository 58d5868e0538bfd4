import { describe, expect, it } from 'vitest';
import { type EipHolder, whyKept } from '../../../../functions/shared/elastic-ips/idle-eips.ts';

const cases: [why: string | undefined, holder: EipHolder | undefined][] = [
  [undefined, { desktopId: 'd', attachedCount: 0 }],
  [undefined, { desktopId: 'd', attachedCount: 0, desktopType: 'SHARED', attachingEip: false }],
  ['in-use', { desktopId: 'd', attachedCount: 1 }],
  ['in-use', { desktopId: 'd', attachedCount: 1, desktopType: 'POOLED' }],
  ['pool-desktop', { desktopId: 'd', attachedCount: 0, desktopType: 'POOLED' }],
  ['eip-being-bound', { desktopId: 'd', attachedCount: 0, attachingEip: true }],
  ['desktop-not-listed', undefined],
];

describe('why a bound EIP is kept', () => {
  it.each(cases)('is %s for %j', (why, holder) => {
    expect(whyKept(holder)).toBe(why);
  });
});
