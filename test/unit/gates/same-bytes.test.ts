import { describe, expect, it } from 'vitest';
import type { Release } from '../../../src/domain/release.ts';
import { different } from '../../../src/gates/different.ts';
import type { GateAsk } from '../../../src/gates/gate.ts';
import { promoted } from '../../../src/gates/promoted.ts';
import type { GateDeps, PodImages } from '../../../src/gates/world.ts';
import { gateWorld } from '../../support/gate-deps.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { releaseStory } from '../../support/release-story.ts';
import { exampleRequest } from '../../support/request.ts';

const name = 'reg.example/app:2.4.1';
const [aaa, bbb, amd, config] = ['a', 'b', 'c', 'd'].map((each) => `sha256:${each.repeat(64)}`) as [
  string,
  string,
  string,
  string,
];
const to = { version: '2.4.1', image: `${name}@${bbb}` };
const about = (change: Partial<GateAsk> = {}): GateAsk => ({
  request: exampleRequest(),
  target: exampleTarget({ requires: 'staging' }),
  from: { version: '2.4.0', image: 'reg.example/app:2.4.0' },
  to,
  underWay: false,
  ...change,
});

/** A registry that knows the parts of 2.4.1, and an environment whose pods report these digests. */
function world(image: string, pods: (string | null)[] | PodImages, part: Partial<GateDeps> = {}): GateDeps {
  return gateWorld({
    running: async () => ({ kind: 'image', image }),
    podImages: async () => (Array.isArray(pods) ? { kind: 'seen', digests: pods } : pods),
    identities: async () => ({ digests: new Set([bbb, amd, config]), complete: true }),
    ...part,
  });
}

const silent: Partial<GateDeps> = {
  identities: async (_, digest) => ({ digests: new Set([digest]), complete: false }),
};

/** A release to staging that has succeeded. */
function past(from: string, image: string, backwards = false): Partial<GateDeps> {
  const { release } = releaseStory();
  const ended: Release = {
    ...release,
    request: { ...release.request, backwards },
    plan: { ...release.plan, from: { version: '2.4.0', image: from }, to: { version: '2.4.1', image } },
    phase: { kind: 'ended', outcome: 'succeeded', at: 1, by: null, reason: null, cause: null },
  };
  return { history: async () => ['r1'], release: async () => ended };
}

describe('promoted, where the image of the environment before is not pinned', () => {
  it.each<[string, (string | null)[]]>([
    ['the digest that was asked for', [bbb, bbb]],
    ["its platform's part, as some nodes report", [amd, bbb]],
    ["its configuration's, as others call an image's id", [config]],
  ])('passes where every ready pod runs %s', async (_what, pods) => {
    expect(await promoted.check(world(name, pods), about())).toMatchObject({
      answer: 'pass',
      label: 'runs in staging',
    });
  });

  it('also under another tag, since the bytes count', async () => {
    expect(await promoted.check(world('reg.example/app:rc-7', [bbb]), about())).toMatchObject({ answer: 'pass' });
  });

  it('blocks a tag that was pushed again since, and says which bytes are where', async () => {
    expect(await promoted.check(world(name, [aaa, aaa]), about())).toMatchObject({
      answer: 'block',
      label: 'another 2.4.1 in staging',
      detail: '2.4.1 was pushed again since: staging runs sha256:aaaa…aa, the registry has sha256:bbbb…bb',
      refusal: { code: 'not-promoted', moved: { runs: aaa, has: bbb } },
      remedy: 'release it to staging first',
    });
    expect(await promoted.check(world(`${name}@${aaa}`, []), about())).toMatchObject({
      label: 'another 2.4.1 in staging',
    });
  });

  it('blocks another version without a word of tags', async () => {
    const answer = await promoted.check(world('reg.example/app:2.4.0', [aaa]), about());
    expect(answer).toMatchObject({ answer: 'block', detail: '2.4.1 has not run in staging yet' });
  });

  it.each<[string, (string | null)[] | PodImages, Partial<GateDeps>, RegExp]>([
    ['rolls right now', [aaa, bbb], {}, /several images/],
    ['has no ready pod', [], {}, /no pod of checkout is ready/],
    ['has a pod that does not say', [bbb, null], {}, /doesn't say which image/],
    ['may not be looked at', { kind: 'unknown', detail: 'may not list pods' }, {}, /can't look at staging: may not/],
    ['runs what the registry does not tell about', [aaa], silent, /registry doesn't say/],
  ])('cannot tell where staging %s', async (_what, pods, part, why) => {
    const answer = await promoted.check(world(name, pods, part), about());
    expect(answer).toMatchObject({ answer: 'unknown', detail: expect.stringMatching(why) });
  });

  it('cannot tell by a name alone, where no registry is asked', async () => {
    const unpinned = about({ to: { version: '2.4.1', image: name } });
    for (const image of [name, `${name}@${bbb}`]) {
      expect(await promoted.check(world(image, [bbb]), unpinned)).toMatchObject({ answer: 'unknown' });
    }
  });
});

describe('promoted, by the releases there', () => {
  const now = 'reg.example/app:2.5.0@sha256:e';

  it.each<[string, Partial<GateDeps>, string]>([
    ['with the same bytes', past('reg.example/app:1', to.image), 'pass'],
    ["with its platform's part", past('reg.example/app:1', `reg.example/app@${amd}`), 'pass'],
    ['with other bytes under its name', past('reg.example/app:1', `${name}@${aaa}`), 'block'],
    ['by its name alone', past('reg.example/app:1', name), 'unknown'],
    ['back from it', past(to.image, 'reg.example/app:1@sha256:1', true), 'block'],
    ['back from its name', past(name, 'reg.example/app:1@sha256:1', true), 'block'],
  ])('one %s', async (_what, releases, answer) => {
    expect(await promoted.check(world(now, [], releases), about())).toMatchObject({ answer });
  });

  it('asks neither pods nor registry where the digests agree', async () => {
    const never = () => Promise.reject(new Error('asked'));
    const deps = world(to.image, [], { podImages: never, identities: never });
    expect(await promoted.check(deps, about())).toMatchObject({ answer: 'pass' });
  });
});

describe('different, where what runs is not pinned', () => {
  const main = about({ from: { version: '2.4.1', image: name } });

  it.each<[string, (string | null)[], string, string]>([
    ['runs these bytes', [bbb, amd], 'block', 'already running'],
    ['runs those of before', [aaa], 'pass', '2.4.1 was pushed again: sha256:aaaa…aa runs, sha256:bbbb…bb is new'],
    ['rolls right now', [aaa, bbb], 'pass', 'several images run as 2.4.1'],
    ['has no ready pod', [], 'pass', 'no pod of 2.4.1 is ready'],
    ['has a pod that does not say', [null], 'unknown', "can't tell what is running"],
  ])('and %s', async (_what, pods, answer, label) => {
    expect(await different.check(world(name, pods), main)).toMatchObject({ answer, label });
  });

  it('looks no further where the references say enough', async () => {
    const never = () => Promise.reject(new Error('asked'));
    const deps = world(name, [], { podImages: never, identities: never });
    const answer = async (from: string, image = to.image) =>
      (await different.check(deps, about({ from: { version: 'x', image: from }, to: { version: '2.4.1', image } })))
        .answer;
    expect(await answer(to.image)).toBe('block');
    expect(await answer(`reg.example/app:main@${bbb}`)).toBe('block');
    expect(await answer(`${name}@${aaa}`)).toBe('pass');
    expect(await answer('reg.example/app:2.4.0')).toBe('pass');
    expect(await answer(name, name)).toBe('block');
  });
});

describe('promoted, where a rollout to the very digest is under way in the environment before', () => {
  const rolling: Partial<GateDeps> = {
    running: async () => ({ kind: 'image', image: to.image, underWay: true }),
  };

  it('passes where all ready pods run it by now', async () => {
    expect(await promoted.check(world(to.image, [bbb, amd], rolling), about())).toMatchObject({ answer: 'pass' });
  });

  it.each<[string, (string | null)[], string]>([
    ['no pod of it is ready', [], 'no pod of checkout is ready there'],
    ['some still run what was there before', [aaa, bbb], 'its pods there run several images'],
  ])('does not pass where %s: it has not run yet', async (_what, pods, why) => {
    const answer = await promoted.check(world(to.image, pods, rolling), about());
    expect(answer).toMatchObject({ answer: 'unknown', detail: expect.stringContaining(why) });
  });

  it('blocks where all of its ready pods run something else', async () => {
    expect(await promoted.check(world(to.image, [aaa, aaa], rolling), about())).toMatchObject({ answer: 'block' });
  });

  it('passes on the word of a release that has succeeded there, whatever its pods do now', async () => {
    const before = past('reg.example/app:2.4.0', to.image);
    expect(await promoted.check(world(to.image, [], { ...rolling, ...before }), about())).toMatchObject({
      answer: 'pass',
    });
  });
});
