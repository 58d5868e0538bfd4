/** An object whose names are in lower case: in SCIM their letter case does not count. Anything else as it is. */
export function caseless(json: unknown): unknown {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return json;
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [name.toLowerCase(), value]));
}
