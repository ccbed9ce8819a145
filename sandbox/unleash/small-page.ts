import { escapeControl } from '../../src/words/escape.ts';
import type { JsonAnswer, JsonRequest } from './json-server.ts';
import { inWords, percentOf, type SmallFlag, type SmallState } from './small-state.ts';

/** What a browser sees and presses; null for all else that a small Unleash is asked. */
export function pageAnswer(state: SmallState, { method, path, body }: JsonRequest): JsonAnswer | null {
  const [room, flag = '', environment = '', what] = path;
  if (room === '') return { status: 200, html: page(state) };
  if (room !== 'page' || method !== 'POST') return null;
  const here = state.flags.get(flag)?.environments[environment];
  if (!here) return { status: 404 };
  if (what === 'on' || what === 'off') state.switch(flag, environment, what === 'on');
  if (what === 'percentage')
    setPercentage(state, flag, environment, Number((body as { percent?: unknown } | null)?.percent));
  return { status: 200 };
}

function setPercentage(state: SmallState, flag: string, environment: string, percent: number): void {
  if (!Number.isInteger(percent) || percent < 0 || percent > 100) return;
  const strategies = state.flags.get(flag)?.environments[environment]?.strategies ?? [];
  const rollout = { rollout: String(percent), stickiness: 'default', groupId: flag };
  const first = strategies.find(({ disabled }) => !disabled);
  if (!first) state.add(flag, environment, { name: 'flexibleRollout', parameters: rollout });
  else {
    Object.assign(first, { name: 'flexibleRollout', parameters: { ...first.parameters, ...rollout } });
    state.note(flag, environment);
  }
}

function page(state: SmallState): string {
  const flags = [...state.flags].filter(([, { archived }]) => !archived);
  const heads = state.environments.map((each) => `<th scope="col">${escapeControl(each)}</th>`).join('');
  const rows = flags.map(([name, flag]) => `<tr><th scope="row">${text(name)}</th>${cells(state, name, flag)}</tr>`);
  const latest = state.events.slice(0, 12).map(({ featureName, environment, now, createdAt }) => {
    const where = environment ? ` in ${text(environment)}` : '';
    return `<li><time>${createdAt.slice(11, 23)}</time> ${text(featureName)}${where} is ${text(now)}</li>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Feature flags</title><style>${style}</style></head><body><main>
<h1>Feature flags</h1><p>A small Unleash, in memory: what one sees and presses here is what its Admin API knows.</p>
<div class="wide"><table><thead><tr><th scope="col">flag</th>${heads}</tr></thead><tbody>${rows.join('')}</tbody></table></div>
<h2>What happened last</h2><ol>${latest.join('') || '<li>Nothing yet.</li>'}</ol></main><script>${script}</script></body></html>`;
}

function cells(state: SmallState, name: string, { environments }: SmallFlag): string {
  return state.environments
    .map((environment) => {
      const { enabled = false, strategies = [] } = environments[environment] ?? {};
      const at = `/page/${encodeURIComponent(name)}/${encodeURIComponent(environment)}`;
      const [next, word] = enabled ? ['off', 'Switch off'] : ['on', 'Switch on'];
      const label = `${text(name)} in ${text(environment)}`;
      return `<td><div class="cell"><b class="${enabled ? 'on' : 'off'}">${inWords({ enabled, strategies })}</b>
<button type="button" data-post="${at}/${next}" aria-label="${word}: ${label}">${word}</button>
<label><input type="number" min="0" max="100" step="1" value="${percentOf(strategies)}" data-percentage="${at}/percentage" aria-label="Percentage: ${label}"> %</label></div></td>`;
    })
    .join('');
}

function text(value: string): string {
  return escapeControl(value).replaceAll('"', '&quot;');
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { margin: 0; } main { max-width: 56rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; margin: 0; } h2 { font-size: 1.1rem; } p { margin: .25rem 0 1rem; opacity: .8; }
.wide { overflow-x: auto; } table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .6rem .75rem; border-bottom: 1px solid #8886; vertical-align: middle; }
.cell { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; } .cell b { min-width: 5.5rem; }
.on { color: #18864b; } .off { opacity: .7; } input { width: 4rem; font: inherit; } button { font: inherit; padding: .15rem .6rem; }
ol { list-style: none; padding: 0; font-variant-numeric: tabular-nums; } time { opacity: .7; margin-right: .5rem; }
@media (prefers-color-scheme: dark) { .on { color: #5bd394; } }
`;

/** Shows what others change as well, but for the figure that somebody is typing. */
const script = `
const post = (path, body) =>
  fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }).then(look);
async function look() {
  if (document.activeElement instanceof HTMLInputElement) return;
  const html = await (await fetch('/')).text();
  const fresh = new DOMParser().parseFromString(html, 'text/html').querySelector('main');
  const shown = document.querySelector('main');
  if (fresh && shown.innerHTML !== fresh.innerHTML) shown.replaceChildren(...fresh.childNodes);
}
document.addEventListener('click', ({ target }) => target.dataset?.post && post(target.dataset.post, {}));
document.addEventListener('change', ({ target }) => {
  if (!target.dataset?.percentage) return;
  target.blur();
  post(target.dataset.percentage, { percent: Number(target.value) });
});
setInterval(() => look().catch(() => undefined), 500);
`;
