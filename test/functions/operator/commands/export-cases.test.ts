import { expect, it } from 'vitest';
import { exportCases } from '../../../../functions/operator/commands/export-cases.ts';
import { at } from '../../support/samples.ts';

it.each([
  { what: 'ends before it begins', from: at(1), to: at(0) },
  { what: 'ends where it begins', from: at(0), to: '2026-11-20T18:00:00+08:00' },
])('a period that $what is refused in words, and asked of no table', ({ from, to }) => {
  const { error } = exportCases.input.safeParse({ from, to });

  expect(error?.issues).toMatchObject([{ path: ['from'], message: 'The period must begin before it ends' }]);
});

it('a period is taken by its instants, whatever their offsets', () => {
  expect(exportCases.input.safeParse({ from: '2026-11-20T18:00:00+08:00', to: at(1) }).success).toBe(true);
});
