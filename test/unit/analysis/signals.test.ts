import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { findingOf } from '../../../src/analysis/findings.ts';
import { wholeLevel } from '../../../src/analysis/rates.ts';
import { noFigures, sumSamples } from '../../../src/analysis/samples.ts';
import { type SignalName, signalKinds, signalNames } from '../../../src/analysis/signals/index.ts';
import type { SignalKind } from '../../../src/analysis/signals/signal.ts';
import { units } from '../../../src/analysis/signals/units.ts';
import type { AnalysisSettings, Signal } from '../../../src/domain/target.ts';
import type { Sample } from '../../../src/domain/verdict.ts';
import { figures, sample, settings } from './make.ts';

const judges: AnalysisSettings['judge'][] = ['baseline', 'threshold'];

/** As a target lists it, with the limit that holds where the catalogue says nothing. */
function listed(name: SignalName, judge: AnalysisSettings['judge'] = 'baseline'): Signal {
  const { query, unit, setting } = signalKinds[name];
  return { name, source: 'scrape', query, unit, judge, limit: setting.schema.parse(setting.usual) };
}

const judged = (signal: Signal, ...samples: Sample[]) => findingOf(signal, settings.minRequests, samples, wholeLevel);

const anyFigures = fc
  .tuple(fc.nat(3000), fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([requests, failed, slow]) => figures(requests, Math.floor(requests * failed), Math.floor(requests * slow)));

/** What every signal must keep to. */
describe.each(signalNames)('the signal %s', (name) => {
  const kind: SignalKind = signalKinds[name];
  const { words, report, setting } = kind;

  it('has a usual limit that its setting reads', () => {
    expect(setting.schema.safeParse(setting.usual).data).toBeGreaterThan(0);
    expect(setting.schema.safeParse('many').success).toBe(false);
  });

  it('says nothing of nothing', () => {
    expect(kind.figureOf(noFigures)).toBeNull();
    for (const judge of judges) expect(judged(listed(name, judge)).state).toBe('unsure');
  });

  it.each(judges)('blames no candidate that is as stable is, by %s', (judge) => {
    const same = sample(figures(5000, 5, 5), figures(5000, 5, 5));
    expect(judged(listed(name, judge), same).state).not.toBe('bad');
  });

  it('blames none that its cheap look does not see over the limit', () => {
    fc.assert(
      fc.property(anyFigures, anyFigures, (candidate, stable) => {
        const one = sample(candidate, stable);
        for (const judge of judges) {
          const signal = listed(name, judge);
          if (!kind.judging.isOver(signal.limit, sumSamples([one]))) expect(judged(signal, one).state).not.toBe('bad');
        }
      }),
    );
  });

  it('is told in words that are whole, and by a unit', () => {
    const value = kind.figureOf(figures(300, 3, 3)) ?? Number.NaN;
    expect(units[kind.unit].show(value)).toMatch(/^[\d.]+ (%|ms|s)$/);
    const { limit } = listed(name);
    const said = [
      words.ofVersion('2.4.1'),
      words.were('2.4.1'),
      words.found(value, figures(300, 3, 3)),
      words.limit({ limit: value, stable: value }, limit),
      words.limit({ limit: value, stable: null }, null),
      words.promise(limit, 'stable'),
    ];
    for (const { plain, mrkdwn } of said) {
      expect(plain).toMatch(/^\S.*\S$/);
      expect(`${plain}${mrkdwn}`).not.toMatch(/undefined|NaN|null/);
    }
    expect(words.were('<!channel>').mrkdwn).not.toContain('<!channel>');
  });

  it('reports the members that its shape names, its own figure among them', () => {
    for (const one of [noFigures, figures(300, 3, 3)]) {
      const reported = report.of(one);
      expect(z.strictObject(report.shape).parse(reported)).toEqual(reported);
      expect(reported[report.figure]).toBe(kind.figureOf(one));
      expect(report.rows(reported).flat()).not.toContain('');
    }
    const quiet = { requests: 3000, ...report.of(figures(3000, 3, 3)) };
    expect(report.grew(quiet, quiet)).toBeNull();
  });
});

describe('the signals together', () => {
  it('put no two members, and no two rows, of the same name into the report', () => {
    const kinds: SignalKind[] = Object.values(signalKinds);
    const members = kinds.flatMap(({ report }) => Object.keys(report.shape));
    const rows = kinds.flatMap(({ report }) => report.rows(report.of(noFigures)).map(([label]) => label));
    expect(new Set(members).size).toBe(members.length);
    expect(new Set(rows).size).toBe(rows.length);
  });
});
