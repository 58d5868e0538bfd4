/** Names are compared as SCIM's `userName` is: without regard to letter case, nor to how an accent is put together. */
export function nameKey(name: string): string {
  return name.normalize('NFC').trim().toLowerCase();
}
