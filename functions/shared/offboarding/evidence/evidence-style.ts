/** How the evidence page looks: on a light or a dark screen, and on A4 paper. It loads nothing. */
export const evidenceStyle = `
:root {
  color-scheme: light dark;
  --paper: light-dark(#fff, #14171a);
  --ink: light-dark(#1b1f24, #e6e8ea);
  --faint: light-dark(#59636e, #9aa4af);
  --line: light-dark(#d5dae0, #333a41);
  --band: light-dark(#f5f7f9, #1c2126);
  --good: light-dark(#11683a, #56d18c);
  --bad: light-dark(#b3261e, #ff8a80);
  --open: light-dark(#7a5300, #e6b450);
}
* { box-sizing: border-box }
body {
  margin: 0 auto;
  padding: 2.5rem 2rem 4rem;
  max-width: 72rem;
  background: var(--paper);
  color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  overflow-wrap: break-word;
}
bdi, code, .faint { overflow-wrap: anywhere }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.25; letter-spacing: -.01em }
h2 { margin: 2.75rem 0 .75rem; font-size: 1.1rem }
p { margin: .5rem 0; max-width: 48rem }
.faint, th, dt { color: var(--faint) }
.verdict {
  display: grid;
  grid-template-columns: auto 1fr;
  align-items: center;
  gap: .25rem 1.5rem;
  margin: 1.5rem 0;
  padding: 1.1rem 1.5rem;
  border: 1px solid var(--line);
  border-left: .4rem solid var(--tone);
  border-radius: .5rem;
  background: var(--band);
}
.verdict strong { grid-row: span 2; color: var(--tone); font-size: 2.1rem; line-height: 1.1 }
.verdict b { font-size: 1.05rem }
.good { --tone: var(--good) }
.bad { --tone: var(--bad) }
.open { --tone: var(--open) }
.plain { --tone: var(--ink) }
.tag { color: var(--tone); font-weight: 600; white-space: nowrap }
dl dt code { overflow-wrap: normal }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem 2rem; margin: 0 }
dt { font-size: .85em }
dd { margin: 0 }
table { width: 100%; border-collapse: collapse; font-size: .85rem }
th, td { padding: .5rem .75rem .5rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
th { font-weight: 600; white-space: nowrap }
td.number { text-align: right; font-variant-numeric: tabular-nums; width: 2.5rem; padding-right: 1rem }
time { font-variant-numeric: tabular-nums; white-space: nowrap }
code { font: .92em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace }
td code { font-size: .92em }
td .faint { font-size: .94em }
@media screen and (max-width: 50rem) {
  body { padding: 1.25rem 1rem 3rem }
  .scroll { overflow-x: auto }
  .scroll table { min-width: 44rem }
}
@page { size: A4; margin: 15mm }
@media print {
  :root { color-scheme: light }
  body { max-width: none; padding: 0; font-size: 9pt }
  dl { grid-template-columns: repeat(3, 1fr) }
  h2 { margin-top: 1.75rem }
  table { font-size: 7.5pt }
  th, td { padding: .35rem .5rem .35rem 0 }
  h2 { break-after: avoid }
  thead { display: table-header-group }
  tr, .verdict { break-inside: avoid }
  td code { font-size: 6pt }
}
`;
