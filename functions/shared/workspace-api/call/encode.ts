/** What goes into a query string. `undefined` is left out; an array becomes one `key=value` pair per item. */
export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

const unreserved = /^[\w.~-]*$/;
/** Of characters that no encoding changes. */
export function isUnreserved(text: string): boolean {
  return unreserved.test(text);
}

const leftOverByJavaScript = /[!'()*]/g;

/** RFC 3986 percent-encoding with upper-case hex: what both the URL and the signature's canonical form use. */
export function encode(text: string): string {
  if (unreserved.test(text)) return text;
  return encodeURIComponent(text.toWellFormed()).replace(
    leftOverByJavaScript,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/**
 * The query string in the order the signature wants: keys sorted, the values of a repeated key sorted, booleans in
 * lower case. The same string is sent, so that what is signed is what arrives.
 */
export function encodeQuery(query: Query): string {
  let encoded = '';
  for (const key of sorted(Object.keys(query))) {
    const value = query[key];
    if (value === undefined) continue;
    const name = encode(key);
    const pairs = typeof value === 'object' ? encodePairs(name, value) : `${name}=${encode(String(value))}`;
    if (pairs !== '') encoded += encoded === '' ? pairs : `&${pairs}`;
  }
  return encoded;
}

/** Whether a key is repeated with values whose order Huawei's signers and verifiers do not agree on; see `chunksFor`. */
export function hasDisputedOrder(query: Query): boolean {
  return Object.values(query).some(
    (value) => typeof value === 'object' && value.length > 1 && !isUnreserved(value.join('')),
  );
}

/** Names and ids seldom need escaping: to see that at once for all of them takes half the time of encoding each. */
function encodePairs(name: string, values: readonly string[]): string {
  if (values.length === 0) return '';
  const inOrder = sorted(values);
  const encoded = unreserved.test(values.join('')) ? inOrder : inOrder.map(encode);
  return `${name}=${encoded.join(`&${name}=`)}`;
}

/** Most come in order, and to look costs a tenth of sorting. */
function sorted(values: readonly string[]): readonly string[] {
  let before = '';
  for (const value of values) {
    if (value < before) return values.toSorted();
    before = value;
  }
  return values;
}

/** Fills `{name}` places of a path template, each value percent-encoded as one segment. */
export function encodePath(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = values[name];
    if (!value) throw new TypeError(`The path ${template} needs a value for ${name}.`);
    return encode(value);
  });
}
