import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FlagChange, type FlagState, shareOn } from '../../../src/domain/flag.ts';
import { systemClock } from '../../../src/platform/clock.ts';
import { createHttpClient } from '../../../src/platform/http.ts';
import { type Flags, isPassing } from '../../../src/providers/flags/flags.ts';
import { createFlags } from '../../../src/providers/flags/index.ts';
import { answerOf, connect, dyingAfter, type FlagWorld, failureOf, given, lost, stateOf } from './world.ts';

const nonsense: [string, FlagChange][] = [
  ['150', { kind: 'set', percentage: 150 }],
  ['-1', { kind: 'set', percentage: -1 }],
  ['not a number', { kind: 'set', percentage: Number.NaN }],
  ['no end', { kind: 'set', percentage: Number.POSITIVE_INFINITY }],
  ['a word', { kind: 'set', percentage: 'abc' as unknown as number }],
  ['a number in quotes', { kind: 'set', percentage: '25' as unknown as number }],
  ['too fine', { kind: 'set', percentage: 0.00005 }],
  ['a segment twice', { kind: 'set', segments: ['beta', 'beta'] }],
  ['a segment without a name', { kind: 'set', segments: [''] }],
  ['no variants', { kind: 'set', variants: [] }],
  [
    'variants of 99 %',
    {
      kind: 'set',
      variants: [
        { name: 'a', percent: 50 },
        { name: 'b', percent: 49 },
      ],
    },
  ],
  [
    'a variant of -1 %',
    {
      kind: 'set',
      variants: [
        { name: 'a', percent: -1 },
        { name: 'b', percent: 101 },
      ],
    },
  ],
];

const names = ['', '..', '.', '../../users', 'a/b', 'a b', 'a?b', '%2e%2e', 'a'.repeat(300), '<!channel>'];

/** What the flags of every kind do where something is wrong. */
export function faultSuite(start: () => Promise<FlagWorld>): void {
  describe('flags in trouble', () => {
    let world: FlagWorld;
    let flags: Flags;
    let close: () => Promise<void>;

    beforeAll(async () => {
      world = await start();
      ({ flags, close } = connect(world));
    });
    afterAll(async () => {
      await close();
      await world.stop();
    });

    it('refuses what nobody can mean, without asking', async () => {
      const asked: string[] = [];
      const deaf = connect(world, {}, (url) => {
        asked.push(url);
        return lost;
      });
      for (const [what, change] of nonsense) {
        const { code, remedy } = failureOf(await deaf.flags.set('new-tax', change, null));
        expect([what, code, remedy]).toEqual([what, 'refused-value', expect.stringMatching(/\w+ \w+/)]);
        expect(deaf.flags.refuses('new-tax', change)?.code).toBe('refused-value');
      }
      for (const name of names) {
        expect([name, failureOf(await deaf.flags.state(name)).code]).toEqual([name, 'refused-value']);
        expect([name, failureOf(await deaf.flags.set(name, { kind: 'kill' }, null)).code]).toEqual([
          name,
          'refused-value',
        ]);
      }
      expect(asked).toEqual([]);
      await deaf.close();
    });

    it.each([
      ['a token that is not known', (w: FlagWorld) => ({ [w.tokenMember]: 'WRONG_TOKEN' }), 'no-rights'],
      ['no token', (w: FlagWorld) => ({ [w.tokenMember]: 'NOT_SET' }), 'no-rights'],
      ['another project', (w: FlagWorld) => w.elsewhere.project, 'unknown-project'],
      ['another environment', (w: FlagWorld) => w.elsewhere.environment, 'unknown-environment'],
    ] as const)('says what is wrong with %s, and no secret', async (_, more, code) => {
      await given(flags, 'guarded', 20);
      const wrong = connect(world, more(world));
      const failures = [
        await wrong.flags.check(),
        failureOf(await wrong.flags.state('guarded')),
        failureOf(await wrong.flags.set('guarded', { kind: 'kill' }, null)),
      ];
      expect(failures).toEqual(failures.map(() => expect.objectContaining({ code })));
      for (const secret of Object.values(world.secrets)) expect(JSON.stringify(failures)).not.toContain(secret);
      await wrong.close();
      expect(shareOn(stateOf(await flags.state('guarded')))).toBe(20);
    });

    it.each([
      ['is asked too often', answerOf(429, { 'retry-after': '7' }), 'throttled', true],
      ['fails', answerOf(503), 'unreachable', true],
      ['does not answer', lost, 'unreachable', true],
      ['redirects', answerOf(302, { location: 'http://127.0.0.1:1/' }), 'other', false],
      ['answers with a page', answerOf(200, { 'content-type': 'text/html' }, '<html>Sign in</html>'), 'other', false],
      ['answers with something else', answerOf(200, {}, '[1,2,3]'), 'other', false],
    ] as const)('says so where the service %s', async (_, reply, code, passing) => {
      const wrong = connect(world, {}, () => reply);
      const failure = failureOf(await wrong.flags.state('new-tax'));
      expect([failure.code, isPassing(failure)]).toEqual([code, passing]);
      expect(failure.words).toMatch(/\w+ \w+/);
      if (failure.code === 'throttled') expect(failure.retryAfterMs).toBe(7000);
      expect(failureOf(await wrong.flags.set('new-tax', { kind: 'set', percentage: 5 }, null)).code).toBe(code);
      expect((await wrong.flags.check())?.code).toBe(code);
      expect(await wrong.flags.names()).toEqual([]);
      await wrong.close();
    });

    /** Does something in a process that dies after each number of writes in turn, then once more, and looks at every state in between. */
    async function survives(
      prepare: (flag: string) => Promise<FlagState>,
      act: (flags: Flags, from: FlagState) => ReturnType<Flags['set']>,
    ): Promise<{ states: FlagState[]; end: FlagState[] }> {
      const states: FlagState[] = [];
      const end: FlagState[] = [];
      for (let done = 0; done < 12; done += 1) {
        const from = await prepare(`dies-after-${done}`);
        const http = createHttpClient();
        const { tap, died } = dyingAfter(done);
        const made = createFlags({ http: tap(http), clock: systemClock, secret: (name) => world.secrets[name] });
        const dying = made.flagsOf({ flags: world.config, environment: '' });
        if (dying) await act(dying, from);
        await http.close();
        states.push(stateOf(await flags.state(from.flag)));
        end.push(stateOf(await act(flags, from)));
        if (!died()) break;
      }
      return { states, end };
    }

    const share = (state: FlagState) => shareOn(state) ?? Number.NaN;

    it('goes on with what a process that died has begun, and nobody gets the flag too early', async () => {
      const change: FlagChange = { kind: 'set', create: true, enabled: true, percentage: 25, segments: ['beta'] };
      const from = async (flag: string) => stateOf(await flags.state(flag));
      const { states, end } = await survives(from, (each, before) => each.set(before.flag, change, before));
      expect(states.length).toBeGreaterThan(2);
      for (const state of states) expect([0, 25]).toContain(share(state));
      for (const state of end) expect(state).toMatchObject({ enabled: true, percentage: 25, segments: ['beta'] });
    });

    it('goes on with a way back that a process has begun, and nobody gets the flag too long', async () => {
      const befores = new Map<string, FlagState>();
      const prepare = async (flag: string) => {
        befores.set(
          flag,
          stateOf(await flags.set(flag, { kind: 'set', create: true, enabled: false, percentage: 0 }, null)),
        );
        return stateOf(await flags.set(flag, { kind: 'set', enabled: true, percentage: 50, segments: ['beta'] }, null));
      };
      const back = (each: Flags, from: FlagState) => each.restore(befores.get(from.flag) ?? from, from);
      const { states, end } = await survives(prepare, back);
      expect(states.length).toBeGreaterThan(2);
      for (const state of states) expect([0, 50]).toContain(share(state));
      for (const state of end) expect(state.version).toBe(befores.get(state.flag)?.version);
    });
  });
}
