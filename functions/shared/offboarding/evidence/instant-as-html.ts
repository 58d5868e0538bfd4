import { type Html, html } from './html.ts';

/** `2026-11-20 10:00:00`: an instant to the second, in UTC. */
export function instantAsHtml(instant: string): Html {
  const utc = new Date(instant).toISOString();
  return html`<time datetime="${utc}">${utc.slice(0, 19).replace('T', ' ')}</time>`;
}
