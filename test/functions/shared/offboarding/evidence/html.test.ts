import { assert, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { html } from '../../../../../functions/shared/offboarding/evidence/html.ts';

test('what is put in is escaped, in text and in attributes', () => {
  const name = `<b onclick="x">'&`;
  expect(html`<p title="${name}">${name}</p>`.text).toBe(
    `<p title="&#60;b onclick=&#34;x&#34;&#62;&#39;&#38;">&#60;b onclick=&#34;x&#34;&#62;&#39;&#38;</p>`,
  );
});

test('parts that are HTML already stay so, lists are joined, and undefined is nothing', () => {
  const items = ['a', '<'].map((item) => html`<li>${item}</li>`);
  expect(html`<ul class="${undefined}">${items}</ul>${3}`.text).toBe('<ul class=""><li>a</li><li>&#60;</li></ul>3');
});

test('no text gets out of where it was put', () => {
  assert(
    property(string({ unit: 'binary' }), (text) => {
      const inside = html`${text}`.text;
      expect(inside).not.toMatch(/[<>"']/);
      expect(inside.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))).toBe(text);
    }),
  );
});
