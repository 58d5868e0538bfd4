import { Html, html } from './html.ts';
import { instantAsHtml } from './instant-as-html.ts';

/** When something was asked for, and by which request. */
export function asked(at: string | undefined, requestId: string | undefined): Html | undefined {
  if (at === undefined && requestId === undefined) return undefined;
  return html`${at === undefined ? undefined : instantAsHtml(at)}${under(requestId)}`;
}

/** A second line in a cell. */
export function under(text: string | false | undefined): Html | undefined {
  return text === undefined || text === false ? undefined : html`<div class="faint">${text}</div>`;
}

export type Cell = Html | Html[] | string | undefined;

/** Undefined without rows; without the columns that say nothing. One without a name holds numbers. */
export function table(names: string[], rows: Cell[][]): Html | undefined {
  if (rows.length === 0) return undefined;
  const columns = names
    .map((name, index) => ({ name, index }))
    .filter(({ index }) => rows.some((cells) => cells[index] !== undefined));
  const head = columns.map(({ name }) => html`<th scope="col">${name}</th>`);
  const body = rows.map((cells) => {
    return html`<tr>${columns.map(({ name, index }) => cell(cells[index], name === ''))}</tr>\n`;
  });
  return html`<table><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table>`;
}

function cell(content: Cell, isNumber: boolean): Html {
  return isNumber ? html`<td class="number">${content}</td>` : html`<td>${content}</td>`;
}

/** When one part was asked for and seen, below what became of it. */
export function part(
  requestedAt: string | undefined,
  requestId: string | undefined,
  verifiedAt: string | undefined,
): Html | undefined {
  const times = [
    requestedAt && html`<div class="faint">asked ${instantAsHtml(requestedAt)}</div>${under(requestId)}`,
    verifiedAt && html`<div class="faint">seen ${instantAsHtml(verifiedAt)}</div>`,
  ].filter((time) => time instanceof Html);
  return times.length > 0 ? html`${times}` : undefined;
}
