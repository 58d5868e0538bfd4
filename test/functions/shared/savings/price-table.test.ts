import { describe, expect, it } from 'vitest';
import { priceTableSchema, regionsWithoutPrices } from '../../../../functions/shared/savings/price-table.ts';
import { aPriceTable } from '../../support/savings.ts';

const region = { source: 'the price list', date: '2026-11-01' };

describe('a price table', () => {
  it.each<[what: string, given: object, path: string, message: RegExp]>([
    [
      'a negative price',
      { eipReservation: '-0.009' },
      'regions.here.eipReservation',
      /decimal number of at least 0 in quotes/,
    ],
    ['a price with an exponent', { eipReservation: '9e-3' }, 'regions.here.eipReservation', /decimal number/],
    ['a price that is a JSON number', { eipReservation: 0.009 }, 'regions.here.eipReservation', /string/],
    ['a price without digits', { desktops: { large: '' } }, 'regions.here.desktops.large', /decimal number/],
    ['a date that is none', { date: '2026-13-01' }, 'regions.here.date', /date/],
    ['no source', { source: undefined }, 'regions.here.source', /string/],
    ['a price of something unheard of', { eipReservations: '0.009' }, 'regions.here', /eipReservations/],
  ])('refuses %s, and says where', (_, given, path, message) => {
    const { error } = priceTableSchema.safeParse({ currency: 'USD', regions: { here: { ...region, ...given } } });

    expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
    expect(error?.issues[0]?.message).toMatch(message);
  });

  it('lists all problems at once', () => {
    const given = { currency: 'dollars', hoursPerMonth: 24, regions: { here: { ...region, trafficGiB: '-1' } } };

    expect(priceTableSchema.safeParse(given).error?.issues).toHaveLength(3);
  });

  it('names the regions of projects that it does not know, each once', () => {
    expect(regionsWithoutPrices(aPriceTable(), ['here', 'there', 'there'])).toEqual(['there']);
  });
});
