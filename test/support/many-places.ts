import type { World } from '../../sandbox/workloads/index.ts';
import type { WorldOptions } from '../../sandbox/world/start.ts';
import { fewerStages, onlyService } from './small-world.ts';

/**
 * A world in which checkout runs once in each of these environments, each a namespace of its own: what is done to one
 * of them leaves the others alone, and many releases can be played at the same time. Canaries have two stages.
 */
export function manyPlaces(names: readonly string[]): Pick<WorldOptions, 'world' | 'edit'> {
  const run = { version: '2.4.0', replicas: 2, rps: 80, peakRps: 80 };
  const world: World = {
    ...onlyService('checkout', () => Object.fromEntries(names.map((name) => [name, run]))),
    environments: names.map((name) => ({ name, cluster: 'sandbox', namespace: name })),
  };
  return { world, edit: (catalogue) => inEach(fewerStages(catalogue), names) };
}

function inEach(catalogue: string, names: readonly string[]): string {
  const entry = (name: string) =>
    `  ${name}: { cluster: sandbox, namespace: ${name}, requires: none, approval: { required: 0 } }\n`;
  return catalogue
    .replace(/^environments:\n(?: .*\n)+/m, `environments:\n${names.map(entry).join('')}`)
    .replace(/^ {4}environments:\n {6}staging.*\n {6}production.*\n/m, '');
}
