import { escapeControl } from '../../src/words/escape.ts';
import type { Database, Table } from './database.ts';

/** What stands in the databases, by environment, as a page that keeps itself up to date. */
export async function databasePage(databases: Readonly<Record<string, Database>>): Promise<string> {
  const sections = await Promise.all(
    Object.entries(databases).map(
      async ([environment, database]) =>
        `<section><h2>${escapeControl(environment)}</h2>${(await database.tables()).map(tableOf).join('')}</section>`,
    ),
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Database orders</title><style>${style}</style></head><body><main><h1>Database orders</h1>
<p>What the migrations of the service orders change: a copy first, then a column, and back.</p>
<div class="all">${sections.join('')}</div></main><script>${script}</script></body></html>`;
}

function tableOf({ name, columns, rows }: Table): string {
  const cells = (tag: 'th' | 'td', values: readonly (string | number | null)[]) =>
    values
      .map((value) =>
        value === null ? `<${tag} class="null">null</${tag}>` : `<${tag}>${escapeControl(String(value))}</${tag}>`,
      )
      .join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('');
  return `<div class="wide"><table><caption>${escapeControl(name)}</caption><thead><tr>${cells('th', columns)}</tr></thead><tbody>${body}</tbody></table></div>`;
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0; } main { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; margin-bottom: .25rem; } p { margin: .25rem 0 1rem; opacity: .8; }
.all { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 1.5rem; }
.wide { overflow-x: auto; margin-bottom: 1rem; } table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: 600; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid #8886; }
.null { opacity: .5; font-style: italic; }
`;

const script = `
setInterval(async () => {
  const html = await (await fetch('/')).text();
  const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('main');
  const shown = document.querySelector('main');
  if (fresh && shown.innerHTML !== fresh.innerHTML) shown.replaceChildren(...fresh.childNodes);
}, 1000);
`;
