import { describe, expect, it } from 'vitest';
import type { Catalogue } from '../../../src/config/catalogue.ts';
import type { Control } from '../../../src/domain/controls/index.ts';
import type { ReleaseEvent } from '../../../src/domain/events.ts';
import { foldLog } from '../../../src/domain/fold.ts';
import type { Release } from '../../../src/domain/release.ts';
import { ask } from '../../../src/requests/ask.ts';
import { childOf } from '../../../src/requests/child-standing.ts';
import { childrenOf } from '../../../src/requests/children.ts';
import { control } from '../../../src/requests/control.ts';
import { aoi, mika } from '../../support/people.ts';
import { createRequestWorld, wants } from '../../support/request-world.ts';

const staging = { service: 'checkout', environment: 'staging', version: '2.5.0', backwards: false };

/** A train whose release to staging runs. @param noted whether the train knows of it */
async function world(noted = true) {
  const made = await createRequestWorld();
  const { deps, clock } = made;
  const asked = await ask(
    deps,
    wants({ version: '2.5.0', environment: 'production', train: { kind: 'environments' } }),
  );
  if (asked.kind !== 'created') throw new Error(JSON.stringify(asked));
  const claimed = await deps.store.claim('r1', null);
  if (claimed.kind !== 'found') throw new Error(claimed.kind);
  await add('r1', { type: 'started', at: clock.now() }, { type: 'step.started', at: clock.now(), index: 0 });
  const tell = ({ code }: { code: string }) => code;
  await childrenOf({ requests: deps, tell }, await load('r1'), claimed.fencingToken).ask(staging, clock.now());
  await add('r2', { type: 'started', at: clock.now() });
  if (noted) await add('r1', { type: 'child.changed', at: clock.now(), child: childOf(await load('r2')) });
  const says = async (id: string, what: Control) => (await control(deps, id, aoi, what)).kind;
  const paused = async () => [(await load('r1')).paused !== null, (await load('r2')).paused !== null];
  return { ...made, load, add, says, paused };

  async function load(id: string): Promise<Release> {
    const found = await deps.store.load(id);
    if (found.kind !== 'found') throw new Error(found.kind);
    return foldLog(found.events);
  }

  async function add(id: string, ...events: ReleaseEvent[]): Promise<void> {
    await deps.store.append(id, (await load(id)).version, events);
  }
}

describe('a train is paused with its release', () => {
  it('by one press, and goes on by one', async () => {
    const { says, paused } = await world();
    expect(await says('r1', 'pause')).toBe('changed');
    expect(await paused()).toEqual([true, true]);
    expect(await says('r1', 'resume')).toBe('changed');
    expect(await paused()).toEqual([false, false]);
  });

  it('by a second press, where a process died between the two', async () => {
    const { says, paused } = await world();
    await says('r2', 'pause');
    expect(await paused()).toEqual([false, true]);
    expect(await says('r1', 'pause')).toBe('changed');
    expect(await paused()).toEqual([true, true]);
    await says('r2', 'resume');
    expect(await says('r1', 'resume')).toBe('changed');
    expect(await paused()).toEqual([false, false]);
  });

  it('also where it has begun that and not noted it yet', async () => {
    const { says, paused } = await world(false);
    expect(await says('r1', 'pause')).toBe('changed');
    expect(await paused()).toEqual([true, true]);
  });
});

describe('a release of a train', () => {
  const superseding = ({ services, ...catalogue }: Catalogue): Catalogue => ({
    ...catalogue,
    services: services.map((service) => ({
      ...service,
      targets: service.targets.map((target) => ({ ...target, whileReleasing: 'supersede' as const })),
    })),
  });

  it('makes way for a newer version where the catalogue says so, and its train learns why', async () => {
    const { deps, state, load, add, clock } = await world();
    state.catalogue = superseding(state.catalogue);
    const newer = await ask(deps, wants({ key: 'k2', by: mika, version: '2.4.2', environment: 'staging' }));
    expect(newer).toMatchObject({ kind: 'queued', behind: { number: 2 }, supersedes: true });
    expect((await load('r2')).superseded).toMatchObject({ number: 3, version: '2.4.2' });
    await add('r2', { type: 'finished', at: clock.now(), outcome: 'superseded', by: mika, reason: null });
    expect(childOf(await load('r2'))).toMatchObject({ outcome: 'superseded', reason: 'made way for #3 of 2.4.2' });
  });

  it('takes no place itself, whatever the catalogue says: its train waits', async () => {
    const { deps, state, add, clock } = await world();
    state.catalogue = superseding(state.catalogue);
    await add('r2', { type: 'finished', at: clock.now(), outcome: 'withdrawn', by: null, reason: null });
    const other = await ask(deps, wants({ key: 'k2', by: mika, version: '2.4.2', environment: 'staging' }));
    expect(other.kind).toBe('created');
    const partOf = { train: 'r1', number: 1, channel: 'C1' };
    const part = await ask(deps, wants({ key: 'k3', version: '2.5.0', environment: 'staging', partOf }));
    expect(part).toMatchObject({ kind: 'refused', refusal: { code: 'busy' } });
  });
});
