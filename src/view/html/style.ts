/** What the page looks like: light and dark, on paper, on a phone. Colours have a contrast of 4.5 at least. */
export const STYLE = `
:root { --ink: #1b1f24; --quiet: #57606a; --paper: #ffffff; --card: #f6f8fa; --line: #d0d7de; --bad: #b3261e; --warn: #8a5300; --good: #116329;
  --accent: #0550ae; --fill: #cfe3f8; --fill2: #dcebd8; --fill3: #f3e3c8; --fill4: #ecd9ee; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6edf3; --quiet: #9aa5b1; --paper: #0d1117; --card: #161b22; --line: #3d444d; --bad: #ff8b82; --warn: #e3b341; --good: #56d364;
    --accent: #79c0ff; --fill: #1d3a5c; --fill2: #21402a; --fill3: #4a3a17; --fill4: #43284a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 3rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; } h3 { font-size: 1rem; margin: 0 0 .4rem; }
p { margin: .4rem 0; } .quiet { color: var(--quiet); } code, .mono { font-family: ui-monospace, monospace; font-size: .92em; }
.leak { color: var(--bad); } .growing, .undecided { color: var(--warn); } .none { color: var(--good); }
article { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 1rem 0; break-inside: avoid; }
.advice { border-left: 3px solid var(--accent); padding-left: .7rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid var(--line);
  vertical-align: top; font-variant-numeric: tabular-nums; } td.number, th.number { text-align: right; white-space: nowrap; }
th button { font: inherit; font-weight: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-decoration: underline dotted; }
svg { display: block; max-width: 100%; height: auto; } svg text { font: 12px ui-monospace, monospace; fill: var(--ink); } svg .dim { fill: var(--quiet); }
.wide { overflow-x: auto; } .wide svg, .wide table { min-width: 36rem; } .wide table { overflow-wrap: normal; } summary { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--quiet); border-radius: 6px; padding: .3rem .6rem; width: 100%; max-width: 24rem; }
.scripted { display: none; } .has-script .scripted { display: block; }
/* On a phone a chart is half as large, and of a table the holders and their sizes are seen. */
@media screen and (max-width: 36rem) { svg.chart { overflow: visible; } svg.chart text { font-size: 22px; }
  .wide table { min-width: 0; overflow-wrap: anywhere; }
  .sortable :is(th, td):is(:nth-child(2), :nth-child(3)) { display: none; } }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } .scripted, .has-script .scripted { display: none; } details > * { display: block; } }
`;

/** Sorts tables by their columns, and finds rows. Without it all is there as well. */
export const SCRIPT = `
document.documentElement.classList.add('has-script');
for (const table of document.querySelectorAll('table.sortable')) {
  const body = table.tBodies[0];
  table.querySelectorAll('th').forEach((th, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...th.childNodes);
    th.append(button);
    let direction = 1;
    button.addEventListener('click', () => {
      direction = -direction;
      const valueOf = (row) => row.cells[column].dataset.value ?? row.cells[column].textContent;
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [valueOf(a), valueOf(b)];
        return direction * (isNaN(x) || isNaN(y) ? x.localeCompare(y) : x - y);
      });
      body.append(...rows);
      for (const other of table.querySelectorAll('th')) other.removeAttribute('aria-sort');
      th.setAttribute('aria-sort', direction > 0 ? 'ascending' : 'descending');
    });
  });
}
const search = document.querySelector('#search');
search?.addEventListener('input', () => {
  const wanted = search.value.toLowerCase();
  for (const row of document.querySelectorAll('table.sortable tbody tr')) row.hidden = !row.textContent.toLowerCase().includes(wanted);
});
`;
