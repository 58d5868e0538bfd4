import { Big } from 'big.js';
import * as z from 'zod';

/** An exact decimal amount. The currency is that of the price table; amounts of two currencies are never added. */
export type Amount = Big;

export const zero: Amount = new Big(0);

/** Written as text in the configuration: a JSON number would lose digits before anybody could check it. */
export const priceSchema = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,12})?$/, 'must be a decimal number of at least 0 in quotes, such as "0.0105"');

export function amountOf(price: string): Amount {
  return new Big(price);
}

/** The exact sum: what is shown in total equals what is shown in parts, to the last digit. */
export function sumOf(amounts: Iterable<Amount>): Amount {
  let sum = zero;
  for (const amount of amounts) sum = sum.plus(amount);
  return sum;
}

/** Without exponent and without trailing zeros, as every report writes it. */
export function amountText(amount: Amount): string {
  return amount.toFixed();
}
