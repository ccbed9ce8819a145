import { expect, it } from 'vitest';
import { both, entry, figures, judge, measured, settings } from './make.ts';

it('durations of a version that served nothing beside stable, and all once stable was gone, are no missing ones', () => {
  const replaced = [entry(figures(0), figures(500))];
  const verdict = judge(settings, replaced, measured(figures(500)), both);
  expect(verdict.kind).toBe('healthy');
});

it('a version that few requests beside a failing one say nothing of counts by what it has served since that is gone', () => {
  const replaced = [entry(figures(6), figures(9, 4))];
  expect(judge(settings, replaced, measured(figures(900, 2)), both).kind).toBe('healthy');
  expect(judge(settings, replaced, measured(figures(900, 60)), both).kind).toBe('unhealthy');
  expect(judge(settings, replaced, measured(figures(5)), both).kind).toBe('inconclusive');
});
