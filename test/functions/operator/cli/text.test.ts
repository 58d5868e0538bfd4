import { describe, expect, it } from 'vitest';
import { clean, cleanJson, fields, table } from '../../../../functions/operator/cli/text.ts';

/** What a terminal would act upon: escape sequences, carriage returns, and turned directions. */
const hostile = 'pat\u001b[2K\r\u009b31m\n\u202egpj.exe\u2066\u200b\u2028';

describe('data in a terminal', () => {
  it('shows what would move the cursor, hide text or turn its direction, in place of doing it', () => {
    expect(clean(hostile)).toBe('pat\\u001b[2K\\u000d\\u009b31m\\u000a\\u202egpj.exe\\u2066\\u200b\\u2028');
  });

  it('leaves names of all languages as they are', () => {
    const names = 'Zoë O’Hara 李雷 — ünïcode 👩‍💻';
    expect(clean(names)).toBe(names);
  });

  it('is the same JSON to whoever parses it', () => {
    const value = { name: hostile, list: [1, { deep: '\u0085' }] };

    const text = cleanJson(value);

    expect(JSON.parse(text)).toEqual(value);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e\u2066\u200b\u2028]/u);
    expect(text.split('\n')).toHaveLength(9);
  });

  it('stays in its cell and its line', () => {
    expect(table(['name'], [['a\nb']])).toContain('a\\u000ab');
    expect(fields([['name', 'a\nb']])).toBe('  name  a\\u000ab');
  });

  it('is left out of fields where there is none', () => {
    expect(
      fields([
        ['one', 1],
        ['nothing', undefined],
        ['three', 3],
      ]),
    ).toBe('  one    1\n  three  3');
  });
});
