import { stringify } from 'csv-stringify/sync';
import { type ExportRow, exportColumns } from './export-row.ts';

/**
 * Rows as CSV by RFC 4180, with a byte order mark before the header, by which Excel knows UTF-8. What a spreadsheet would take
 * for a formula (`=`, `+`, `-`, `@` and such first) gets a `'` before it: names come from outside.
 *
 * @param withHeader on the first page of an export alone
 */
export function exportCsv(rows: readonly ExportRow[], { withHeader }: { withHeader: boolean }): string {
  return stringify([...rows], {
    columns: [...exportColumns],
    header: withHeader,
    bom: withHeader,
    record_delimiter: 'windows',
    escape_formulas: true,
  });
}
