import { describe, expect, it } from 'vitest';
import type { Strategy } from '../../../src/domain/target.ts';
import { testsOf } from '../../../src/domain/tests-of.ts';
import { kindOfStrategy, makePlan, writtenStrategy } from '../../../src/strategies/make-plan.ts';
import { exampleTarget } from '../../support/release-plan.ts';

const kind = 'blue-green';
const able = { precision: 'exact', routes: ['weight', 'match', 'mirror'], marks: ['header'] } as const;
const smoke = [{ path: '/health' }];
const match = { header: 'x-preview', value: 'on' };
const url = 'https://ci.example/smoke';

const read = (settings: object): Strategy => writtenStrategy.parse({ kind, ...settings });
const planOf = (settings: object) =>
  makePlan({
    target: exampleTarget(),
    strategy: read(settings),
    precision: 'exact',
    snapshot: { image: 'a:1', replicas: 3, runningSince: null },
    from: { version: '1', image: 'a:1' },
    to: { version: '2', image: 'a:2' },
  });
const beforeSwitch = (settings: object) => {
  const kinds = planOf(settings).steps.map(({ action }) => action.kind);
  return kinds.slice(kinds.indexOf('candidate.start') + 1, kinds.indexOf('traffic.shift'));
};

describe('before all moves at once', () => {
  it('nothing more is done than the catalogue says', () => {
    expect(beforeSwitch({})).toEqual([]);
    expect(beforeSwitch({ smoke, promote: 'automatically' })).toEqual(['smoke.run']);
  });

  it('tests come first, the cheapest at the front, then evidence, then a person', () => {
    const all = {
      smoke,
      'smoke-job': { command: ['bin/smoke'] },
      'smoke-webhook': { url },
      preview: { rate: 5, match },
      promote: 'by-hand',
    };
    expect(beforeSwitch(all)).toEqual([
      'smoke.run',
      'smoke.job',
      'smoke.webhook',
      'traffic.match',
      'smoke.repeat',
      'switch.ask',
    ]);
    expect(beforeSwitch({ preview: { mirror: 100 } })).toEqual(['traffic.mirror', 'bake']);
  });

  it('a version that comes back is tested, and neither looked at again nor waited for', () => {
    const strategy = read({ smoke, preview: { rate: 5 }, promote: 'by-hand' });
    const back = kindOfStrategy(strategy).wayBack(strategy);
    expect(back).toEqual(read({ smoke }));
  });

  it('what is judged counts among what it watches', () => {
    const strategy = read({ preview: { mirror: 50, for: '3m' }, soak: '1m', keep: '2m' });
    expect(kindOfStrategy(strategy).bakeMs(strategy)).toBe(300_000);
    expect(planOf({ preview: { mirror: 50 } }).warnings).toBe(1);
  });

  it('says that somebody will be asked where the requests cannot be enough', () => {
    const few = planOf({ smoke, preview: { rate: 1, for: '10s' } });
    expect(few.notes.join(' ')).toMatch(/At most 10 requests try 2 before the switch.*somebody will be asked/);
    expect(planOf({ smoke, preview: { rate: 20, for: '10m' } }).notes.join(' ')).not.toContain('will be asked');
  });

  it.each([
    [{ match }, 'match', 'tell requests apart'],
    [{ mirror: 100 }, 'mirror', 'copy requests'],
  ])('a router that cannot is refused with what to do: %j', (preview, route, unable) => {
    const strategy = read({ preview });
    const { needs, routes } = kindOfStrategy(strategy);
    const workload = { title: 'Deployment checkout', replicas: 3 };
    expect(routes(strategy)).toMatchObject([{ kind: route }]);
    expect(needs(able, workload, strategy)).toBeNull();
    expect(needs({ ...able, precision: 'whole', routes: ['weight'] }, workload, strategy)).toMatchObject({
      detail: expect.stringContaining(unable),
      remedy: expect.stringContaining('leave `match` and `mirror` out'),
    });
  });

  it('a test by Job or webhook is kept with its limits', () => {
    const strategy = read({
      'smoke-job': { job: 'smoke', container: 'test' },
      'smoke-webhook': { url, secret: 'CI_KEY', deadline: '20m' },
    });
    expect(testsOf(strategy)).toEqual({
      job: { job: 'smoke', image: null, container: 'test', command: [], deadlineMs: 300_000 },
      webhook: {
        webhook: { url, headers: {}, secret: 'CI_KEY', timeoutMs: 10_000 },
        deadlineMs: 1_200_000,
      },
    });
    expect(testsOf(read({}))).toEqual({ job: null, webhook: null });
  });

  it.each([
    [{ preview: { rate: 5 } }, 'rate repeats the requests of smoke'],
    [{ smoke, preview: { rate: 5, mirror: 10 } }, 'name rate or mirror, not both'],
    [{ preview: { mirror: 10, match } }, 'a route copies requests or matches them, not both'],
    [{ preview: { match, for: '1m' } }, 'nothing is judged for that time'],
    [{ preview: {} }, 'name rate, mirror or match, or leave preview out'],
    [{ smoke, preview: { rate: 21 } }, 'from 1 to 20'],
    [{ promote: 'later' }, 'expected automatically or by-hand'],
    [{ 'smoke-job': {} }, 'name its command, or a job'],
    [{ 'smoke-webhook': { url: 'https://user:pass@ci.example' } }, 'without a user or a password'],
  ])('%j is refused: %s', (settings, message) => {
    expect(() => read(settings)).toThrow(message);
  });
});
