import { describe, expect, it } from 'vitest';
import type { Release } from '../../../src/domain/release.ts';
import type { GateAsk } from '../../../src/gates/gate.ts';
import { promoted } from '../../../src/gates/promoted.ts';
import type { GateDeps, Running } from '../../../src/gates/world.ts';
import { gateWorld } from '../../support/gate-deps.ts';
import { exampleTarget } from '../../support/release-plan.ts';
import { releaseStory } from '../../support/release-story.ts';
import { exampleRequest } from '../../support/request.ts';

const old = { version: '2.4.0', image: 'r/app:2.4.0@sha256:a' };
const next = { version: '2.4.1', image: 'r/app:2.4.1@sha256:b' };
const about: GateAsk = {
  request: exampleRequest(),
  target: exampleTarget({ requires: 'staging' }),
  from: old,
  to: next,
  underWay: false,
};

/** A release to staging that has succeeded. */
function succeeded(from: typeof old, to: typeof old, backwards = false): Release {
  const { release } = releaseStory();
  return {
    ...release,
    request: { ...release.request, backwards },
    plan: { ...release.plan, from, to },
    phase: { kind: 'ended', outcome: 'succeeded', at: 1, by: null, reason: null, cause: null },
  };
}

/** @param past the releases to staging, the newest first */
function world(running: Running, past: Release[]): GateDeps {
  return gateWorld({
    running: async () => running,
    history: async () => past.map((_, index) => String(index)),
    release: async (id) => past[Number(id)] ?? null,
  });
}

const answerIn = async (running: Running, ...past: Release[]) => promoted.check(world(running, past), about);
const runsOld: Running = { kind: 'image', image: old.image };
const unknown: Running = { kind: 'unknown', detail: 'timeout after 5 s' };

describe('the gate "promoted"', () => {
  it('passes where the version runs in the environment before, or was released to it', async () => {
    expect(await answerIn({ kind: 'image', image: next.image })).toMatchObject({ answer: 'pass' });
    expect(await answerIn(runsOld, succeeded(old, next))).toMatchObject({ answer: 'pass' });
    expect(await answerIn(unknown, succeeded(old, next))).toMatchObject({ answer: 'pass' });
  });

  it('blocks what has never been there, and says where to go first', async () => {
    expect(await answerIn(runsOld)).toEqual({
      gate: 'promoted',
      answer: 'block',
      label: 'not yet in staging',
      detail: '2.4.1 has not run in staging yet',
      refusal: {
        code: 'not-promoted',
        service: 'checkout',
        environment: 'production',
        version: '2.4.1',
        requires: 'staging',
        takenBack: false,
      },
      remedy: 'release it to staging first',
    });
    expect(await answerIn({ kind: 'nothing' })).toMatchObject({ answer: 'block' });
  });

  it('blocks what was taken back there since, until it is released there again', async () => {
    const takenBack = [succeeded(next, old, true), succeeded(old, next)];
    expect(await answerIn(runsOld, ...takenBack)).toMatchObject({
      answer: 'block',
      detail: '2.4.1 was rolled back in staging',
      refusal: { code: 'not-promoted', takenBack: true },
    });
    expect(await answerIn(unknown, ...takenBack)).toMatchObject({ answer: 'block' });
    expect(await answerIn(runsOld, succeeded(old, next), ...takenBack)).toMatchObject({ answer: 'pass' });
  });

  it('asks nothing of the cluster of a release under way unless the version was taken back there', async () => {
    const ask = (running: GateDeps['running'], ...past: Release[]) =>
      promoted.check({ ...world(runsOld, past), running }, { ...about, underWay: true });
    const away = () => Promise.reject(new Error('timeout'));
    expect(await ask(away)).toMatchObject({ answer: 'pass' });
    expect(await ask(away, succeeded(old, next))).toMatchObject({ answer: 'pass' });
    const takenBack = [succeeded(next, old, true), succeeded(old, next)];
    expect(await ask(async () => runsOld, ...takenBack)).toMatchObject({ answer: 'block' });
    expect(await ask(async () => ({ kind: 'image', image: next.image }), ...takenBack)).toMatchObject({
      answer: 'pass',
    });
    expect(await ask(away, ...takenBack)).toMatchObject({ answer: 'unknown' });
  });

  it('is unknown where the environment before cannot be looked at and no release speaks for it', async () => {
    expect(await answerIn(unknown)).toMatchObject({
      answer: 'unknown',
      refusal: { code: 'gate-unknown' },
      detail: "can't look at staging: timeout after 5 s",
    });
  });
});
