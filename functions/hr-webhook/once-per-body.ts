/** The same function, which reads the body of a request once, however many secrets it is held against. */
export function oncePerBody<Read>(read: (body: Buffer) => Read): (body: Buffer) => Read {
  const kept = new WeakMap<Buffer, { value: Read }>();
  return (body) => {
    const known = kept.get(body) ?? { value: read(body) };
    kept.set(body, known);
    return known.value;
  };
}
