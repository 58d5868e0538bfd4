import { hash } from 'node:crypto';

/** The longest id that a notice carries. */
const longest = 255;

/**
 * An id of what one request says of one person: the same whenever the sender sends it again, another for each person.
 *
 * @param parts the sender's own id or, where it has none, {@link bodyId}; then what tells one entry from another
 */
export function eventId(...parts: readonly string[]): string {
  const id = parts.join('#');
  return id.length <= longest ? id : bodyId(id);
}

/** For senders that give their events no id: they send the same bytes when they try again. */
export function bodyId(body: string | Uint8Array): string {
  return `sha256:${hash('sha256', body)}`;
}
