import { expect } from 'vitest';
import type { Catalogue } from '../../../src/config/catalogue.ts';
import { createCatalogueReader } from '../../../src/config/load.ts';
import { type Problem, renderProblems } from '../../../src/config/problems.ts';
import { stubProviders } from './stub-providers.ts';

/** In milliseconds, as durations are read. */
export const minute = 60_000;

const reader = createCatalogueReader(stubProviders);

/** The catalogue that a valid text says. */
export function read(text: string): Catalogue {
  const loaded = reader.parse(text, 'sluice.yaml');
  if (loaded.kind === 'invalid') throw new Error(renderProblems(loaded.problems));
  return loaded.catalogue;
}

/** All that is wrong with a text; nothing where it is valid. */
export function problemsOf(text: string): Problem[] {
  const loaded = reader.parse(text, '/etc/sluice/sluice.yaml');
  return loaded.kind === 'invalid' ? loaded.problems : [];
}

/** The lines of a valid catalogue, which ends in the settings of its only service. */
export const good = [
  'version: 1',
  'environments:',
  '  staging: {}',
  '  production: { protected: true, approval: { groups: [leads] } }',
  'services:',
  '  checkout:',
  '    image: registry.example/checkout',
  "    channel: '#releases'",
];

/** The valid catalogue with the line of this number, counted from 1, replaced by others or left out. */
export function withLine(number: number, ...lines: string[]): string {
  return [...good.slice(0, number - 1), ...lines, ...good.slice(number)].join('\n');
}

/** The valid catalogue with lines after its last one. */
export function more(...lines: string[]): string {
  return [...good, ...lines].join('\n');
}

/** Expects exactly one of the lines about the text to be like this one. */
export function expectOneProblem(text: string, expected: RegExp): void {
  const problems = problemsOf(text);
  const lines = renderProblems(problems).split('\n');

  expect(lines.filter((line) => expected.test(line))).toHaveLength(1);
  // A mistake in an environment may concern each service; nothing else is told.
  expect(lines.length).toBeLessThanOrEqual(2);
}
