import * as z from 'zod';
import { priceSchema } from './money.ts';

const region = z.strictObject({
  source: z
    .string()
    .min(1)
    .meta({
      description: 'Where the prices are from, for whoever reads the report.',
      examples: ['https://www.huaweicloud.com/intl/en-us/pricing/calculator.html'],
    }),
  date: z.iso.date().meta({ description: 'When they were read.', examples: ['2026-11-01'] }),
  desktops: z
    .record(z.string(), priceSchema)
    .default({})
    .meta({
      description: 'Compute of a running desktop an hour, by its product id.',
      examples: [{ 'workspace.x86.ultimate.large2': '0.223' }],
    }),
  stoppingEndsComputeFee: z
    .boolean()
    .default(false)
    .meta({
      description:
        'A desktop that is off costs no compute. Not stated by the provider in so many words: set it once a bill has shown it.',
      examples: [true],
    }),
  diskGiB: z
    .record(z.string(), priceSchema)
    .default({})
    .meta({
      description: 'A GiB of disk an hour, by volume type.',
      examples: [{ SAS: '0.000323', SSD: '0.000521' }],
    }),
  eipReservation: priceSchema.optional().meta({
    description: 'A pay-per-use EIP that is bound to nothing, an hour.',
    examples: ['0.009'],
  }),
  bandwidthMbit: priceSchema.optional().meta({
    description: 'A Mbit/s of an EIP that is billed by bandwidth, an hour.',
    examples: ['0.014'],
  }),
  trafficGiB: priceSchema.optional().meta({
    description: 'A GiB of outbound traffic of an EIP that is billed by traffic.',
    examples: ['0.114'],
  }),
});

/** What things cost, as the operator has read it somewhere. What is missing is unknown, and never free. */
export const priceTableSchema = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be a currency code of three letters, such as "USD"')
    .meta({ description: 'The currency of all prices.', examples: ['USD'] }),
  hoursPerMonth: z
    .int()
    .min(672)
    .max(744)
    .default(730)
    .meta({
      description: 'Hours that a month counts in estimates.',
      examples: [744],
    }),
  regions: z.record(z.string().min(1), region).meta({
    description: 'The prices of each region, by its name.',
  }),
});

export type PriceTable = z.infer<typeof priceTableSchema>;
export type RegionPrices = z.infer<typeof region>;

/** Regions that projects are in and that the table does not know: their costs would all be unknown. */
export function regionsWithoutPrices(table: PriceTable, regions: readonly string[]): string[] {
  return [...new Set(regions)].filter((name) => !(name in table.regions));
}
