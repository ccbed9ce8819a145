import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Plan } from '../../../src/domain/plan.ts';
import { planPicture } from '../../../src/messages/picture/plan-picture.ts';
import { answeredByNew, stretchesOf } from '../../../src/messages/picture/stretches.ts';
import { page, widthOf } from '../../../src/messages/picture/svg.ts';
import { makeFlagPlan } from '../../../src/strategies/flag-plan.ts';
import { makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import { anyPlan, anyTrain, wholeMigration } from '../../support/any-plan.ts';
import { exampleFlag } from '../../support/flag-state.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const versions = { from: { version: '2.4.0', image: 'shop:1' }, to: { version: '2.4.1', image: 'shop:2' } };

function planOf(written: object, more: Partial<Parameters<typeof exampleTarget>[0]> = {}, replicas = 4): Plan {
  const snapshot = { image: 'shop:1', replicas, runningSince: null };
  const strategy = writtenStrategy.parse(written);
  return makePlan({ target: exampleTarget(more), strategy, precision: 'exact', snapshot, ...versions });
}

const names = fc.oneof(
  fc.constantFrom('</text><script>alert(1)</script>', '"&<>\'', 'ﷺ'.repeat(40), '\u202Ex\u0000', '', ' ', '1.0.0'),
  fc.string({ unit: 'binary', maxLength: 80 }),
);

/** Every number of the drawing itself. */
function numbersIn(svg: string): number[] {
  const shapes = svg.slice(svg.indexOf('</defs>'));
  const attributes = shapes.matchAll(/ (?:x|y|width|height|points|d)="([^"]*)"/g);
  return [...attributes].flatMap(([, value = '']) =>
    value
      .split(/[\s,MV]+/)
      .filter(Boolean)
      .map(Number),
  );
}

/** All of it is inside the page, and text has room for the widest letters there are. */
function expectWithin(svg: string): void {
  const height = Number(/viewBox="0 0 360 ([\d.]+)"/.exec(svg)?.[1]);
  expect(height).toBeGreaterThan(0);
  for (const number of numbersIn(svg))
    expect(number).toSatisfy((value: number) => value >= 0 && value <= Math.max(360, height));
  for (const [, x, y, width, tall] of svg.matchAll(
    /<rect [^>]*x="([^"]+)" y="([^"]+)" width="([^"]+)" height="([^"]+)"/g,
  )) {
    expect(Number(x) + Number(width)).toBeLessThanOrEqual(page.right + 0.2);
    expect(Number(y) + Number(tall)).toBeLessThanOrEqual(height);
  }
  for (const [, style = '', x, y, words = ''] of svg.matchAll(
    /<text class="([^"]*)"[^>]*? x="([^"]+)" y="([^"]+)">([^<]*)</g,
  )) {
    const letters = words.replaceAll(/&[a-z]+;/g, '&');
    const width = widthOf(letters, svg.includes(`font-size:15px" x="${x}" y="${y}"`) ? 15 : 14);
    expect(Number(y)).toBeLessThanOrEqual(height);
    expect(Number(x) + (style.split(' ').includes('m') ? width / 2 : width)).toBeLessThanOrEqual(page.width);
  }
}

describe('the picture of any plan', () => {
  it.each([
    ['of a version', anyPlan(names)],
    ['of a train', anyTrain(names)],
  ])('%s is sound SVG within its bounds, whatever the names', (_, plans) => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { svg, alt } = planPicture(plan);
        expect(svg).not.toMatch(/NaN|Infinity|undefined|<script/);
        expectWithin(svg);
        expect(alt.length).toBeGreaterThan(10);
        expect(alt.length).toBeLessThanOrEqual(600);
        expect(planPicture(plan)).toEqual({ svg, alt });
      }),
      { numRuns: 100 },
    );
  });

  it('is read by one that draws SVG', () => {
    fc.assert(
      fc.property(fc.oneof(anyPlan(names), anyTrain(names)), (plan) => {
        const { svg } = planPicture(plan);
        expect(new Resvg(svg, { font: { loadSystemFonts: false } }).width).toBe(360);
      }),
      { numRuns: 30 },
    );
  });

  it('accounts for all pods and for all requests at every point', () => {
    fc.assert(
      fc.property(anyPlan(names), (plan) => {
        const stretches = stretchesOf(plan);
        for (const { before, after } of stretches) {
          for (const standing of [before, after]) {
            for (const pods of Object.values(standing.pods)) expect(pods).toBeGreaterThanOrEqual(0);
            const share = answeredByNew(standing);
            if (share !== null) expect(share).toSatisfy((percent: number) => percent >= 0 && percent <= 100);
          }
        }
        expect(stretches.slice(1).map(({ before }) => before)).toEqual(
          stretches.slice(0, -1).map(({ after }) => after),
        );
        const baked = plan.steps.reduce((sum, { action }) => sum + ('forMs' in action ? action.forMs : 0), 0);
        expect(stretches.reduce((sum, { ms }) => sum + ms, 0)).toBe(baked);
      }),
    );
  });
});

describe('what a picture shows', () => {
  const shares = (plan: Plan) => stretchesOf(plan).map(({ after }) => answeredByNew(after));
  const waysBack = (plan: Plan) => stretchesOf(plan).map(({ back }) => back);
  const pods = (plan: Plan) =>
    stretchesOf(plan).map(({ after: { pods } }) => `${pods.old}+${pods.new}+${pods.candidate}`);

  it('of a canary: a growing share, a candidate that grows with it, and when going back needs new pods', () => {
    const plan = planOf({ kind: 'canary' });
    expect(shares(plan)).toEqual([0, 1, 5, 25, 50, 100, 100, 100]);
    expect(pods(plan)).toEqual(['4+0+1', '4+0+1', '4+0+1', '4+0+1', '4+0+2', '4+0+4', '0+4+4', '0+4+0']);
    expect(waysBack(plan)).toEqual([
      'unseen',
      ...['at-once', 'at-once', 'at-once', 'at-once', 'at-once'],
      ...['new-pods', 'new-pods'],
    ]);
  });

  it('of blue-green: everything at once, and twice the pods while the old ones are kept', () => {
    const plan = planOf({ kind: 'blue-green' });
    expect(shares(plan)).toEqual([0, 100, 100, 100]);
    expect(pods(plan)).toEqual(['4+0+4', '4+0+4', '0+4+4', '0+4+0']);
    expect(planPicture(plan).alt).toContain('Watched for 10 min');
  });

  it('of a dark launch that stops: copies that no user sees, and nothing to take back', () => {
    const plan = planOf({ kind: 'dark-launch', next: 'stop' });
    expect(new Set(shares(plan))).toEqual(new Set([0]));
    expect(new Set(waysBack(plan))).toEqual(new Set(['unseen']));
    expect(planPicture(plan).alt).toContain('copies of 10 → 100 % of requests');
  });

  it('of an A/B test: those with the mark, who are no known share', () => {
    const plan = planOf({ kind: 'ab-test' });
    expect(waysBack(plan).slice(0, 2)).toEqual(['unseen', 'at-once']);
    expect(planPicture(plan).svg).toContain('requests with header x-ab: b');
  });

  it('of recreate: that it is down meanwhile', () => {
    const plan = planOf({ kind: 'recreate' });
    expect(shares(plan)).toEqual([null, 100, 100, 100]);
    expect(pods(plan)[0]).toBe('0+0+0');
    expect(planPicture(plan).svg).toContain('>down</text>');
    expect(planPicture(plan).alt).toContain('Pods: 4, 0 at least');
  });

  it('of partitions: the pods that have it, each time watched', () => {
    const plan = planOf({ kind: 'rolling', partitions: [{ pods: 1 }, { percent: 50 }] });
    expect(shares(plan)).toEqual([25, 25, 50, 50, 100, 100, 100]);
    expect(new Set(waysBack(plan))).toEqual(new Set(['new-pods']));
  });

  it('of a contract: from when on the version stays, and only a backup brings the old one back', () => {
    const plan = planOf({ kind: 'rolling' }, { migration: wholeMigration });
    expect(waysBack(plan)).toEqual(['unseen', 'new-pods', 'new-pods', 'new-pods', 'stays', 'backup']);
    expect(planPicture(plan).svg).toContain('2.4.0 needs a backup of the database');
  });

  it('of a flag by itself: its users, and no pods', () => {
    const plan = makeFlagPlan({
      asked: { flag: 'new-pricing', to: { kind: 'share', percent: 50 } },
      how: { flag: 'new-pricing', off: true, steps: [5, 50].map((percent) => ({ percent, bakeMs: 60_000 })) },
      before: exampleFlag(),
      running: versions.from,
      replicas: 4,
      target: exampleTarget(),
    });
    const { svg, alt } = planPicture(plan);
    expect(svg).not.toContain('Pods');
    expect(svg).toContain('>50</text>');
    expect(alt).toContain('the flag goes back at once');
    expectWithin(svg);
  });
});
