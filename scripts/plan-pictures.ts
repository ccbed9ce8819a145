import { createCatalogueReader } from '../src/config/load.ts';
import { renderProblems } from '../src/config/problems.ts';
import type { Plan } from '../src/domain/plan.ts';
import type { Target } from '../src/domain/target.ts';
import { planPicture } from '../src/messages/picture/plan-picture.ts';
import { families } from '../src/providers/index.ts';
import { routerTraits } from '../src/providers/routing.ts';
import { makePlan } from '../src/strategies/make-plan.ts';
import { routedFor } from '../src/strategies/routed.ts';
import { makeTrainPlan } from '../src/strategies/train-plan.ts';
import { escapeXml } from '../src/words/escape.ts';
import { planLines } from '../src/words/steps.ts';

/** The services whose plans the guide shows: each as little as it takes, so that the pictures are of what is usual. */
const catalogueText = `version: 1
defaults: { channel: '#releases', traffic: { kind: istio, virtualService: shop } }
environments:
  staging: { strategy: rolling, approval: { required: 0 } }
  production: { approval: { required: 1, groups: [leads] } }
strategies:
  partitions: { kind: rolling, partitions: [{ pods: 1, bake: 5m }, { percent: 50, bake: 10m }], bake: 5m }
services:
  canary: { image: registry.example/shop }
  blue-green: { image: registry.example/green, strategy: blue-green }
  dark-launch: { image: registry.example/dark, strategy: dark-launch }
  ab-test: { image: registry.example/ab, strategy: ab-test }
  rolling: { image: registry.example/web, strategy: rolling }
  partitions: { image: registry.example/db, workload: { kind: StatefulSet }, strategy: partitions, environments: { production: {} } }
  recreate: { image: registry.example/worker, strategy: recreate }
`;

const from = { version: '2.4.0', image: 'registry.example/shop:2.4.0' };
const to = { version: '2.4.1', image: 'registry.example/shop:2.4.1' };
const replicas = 4;

/** A file of the guide, by its path in the repository, and what it is. */
type Files = Record<string, string>;

/** The pictures of the guide, and its page with their descriptions and the lines of their plans. @param page as it is now */
export function planPictures(page: string): Files {
  const pictures = Object.entries(plans()).map(([name, plan]) => ({ name, plan, ...planPicture(plan) }));
  const files = pictures.map(({ name, svg }) => [`docs/images/strategies/${name}.svg`, svg]);
  const filled = pictures.reduce((text, { name, plan, alt }) => fillIn(text, name, shown(name, plan, alt)), page);
  return { ...Object.fromEntries(files), 'docs/guide/which-strategy.md': filled };
}

function plans(): Record<string, Plan> {
  const targets = targetsOf();
  const alone = Object.entries(targets).map(([service, places]) => [service, planFor(last(places))]);
  const [staging, production] = targets['canary'] ?? [];
  if (!staging || !production) throw new Error('the train of the guide has no two environments');
  const stages: [Target, ...Target[]] = [staging, production];
  const whole = { kind: 'environments', named: production.environment } as const;
  const running = { replicas, runningSince: null, notes: [], strategy: null };
  return { ...Object.fromEntries(alone), train: makeTrainPlan({ ...whole, targets: stages, from, to, ...running }) };
}

function targetsOf(): Record<string, Target[]> {
  const loaded = createCatalogueReader(families).parse(catalogueText, 'the catalogue of the guide');
  if (loaded.kind === 'invalid') throw new Error(renderProblems(loaded.problems));
  return Object.fromEntries(loaded.catalogue.services.map(({ name, targets }) => [name, targets]));
}

function planFor(target: Target): Plan {
  const { strategy } = target;
  const routed = routedFor(target, strategy);
  const precision = routerTraits(routed)?.precision ?? 'exact';
  const snapshot = { image: from.image, replicas, runningSince: null };
  return makePlan({ target: routed, strategy, snapshot, from, to, precision });
}

function last(targets: readonly Target[]): Target {
  const found = targets.at(-1);
  if (!found) throw new Error('a service of the guide is in no environment');
  return found;
}

/** The picture, and under it the lines that its numbers are about. */
function shown(name: string, plan: Plan, alt: string): string {
  const lines = planLines(plan).map(({ what, undo }, index) => {
    const back = undo.plain === '' ? '' : ` *(undo: ${undo.plain})*`;
    return `${index + 1}. ${what.plain}${back}`;
  });
  return [`<img src="../images/strategies/${name}.svg" width="400" alt="${escapeXml(alt)}">`, '', ...lines].join('\n');
}

/** Puts a text between the marks of that name. Throws where the page has none. */
function fillIn(page: string, name: string, text: string): string {
  const [begin, end] = [`<!-- plan: ${name} -->`, '<!-- end of plan -->'];
  const start = page.indexOf(begin);
  const stop = page.indexOf(end, start);
  if (start < 0 || stop < 0) throw new Error(`the page has no place for the plan of ${name}: ${begin} … ${end}`);
  return `${page.slice(0, start + begin.length)}\n${text}\n${page.slice(stop)}`;
}
