import { folded } from './candidate.ts';

/** The part before the @. */
export function localPartOf(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

/** Whether an address is in one of these domains, which are in lower case. */
export function isInDomains(address: string, domains: readonly string[]): boolean {
  return domains.includes(domainOf(address));
}

/** Whether two addresses are one person's: the same, or the same local part in two domains of one company. */
export function isSameAddress(a: string, b: string, domains: readonly string[]): boolean {
  if (folded(a) === folded(b)) return true;
  const areAliases = isInDomains(a, domains) && isInDomains(b, domains);
  return areAliases && folded(localPartOf(a)) === folded(localPartOf(b));
}

function domainOf(address: string): string {
  return folded(address.slice(address.lastIndexOf('@') + 1));
}
