import { afterAll, beforeAll, describe } from 'vitest';
import { startSmallUnleash, startUnleash, unleashPrograms } from '../../../sandbox/unleash/index.ts';
import { faultSuite } from './faults.ts';
import { flagSuite } from './suite.ts';
import { type UnleashWorld, unleashSuite } from './unleash-suite.ts';
import { unleashWorld } from './unleash-world.ts';

describe('on the small Unleash', () => {
  const start = async () => unleashWorld(await startSmallUnleash());
  flagSuite(start);
  faultSuite(start);
  unleashSuite(start);
});

/** `npm test` fetches it where npm has it. */
const programs = await unleashPrograms();

describe.skipIf(programs === null)('on the real Unleash', () => {
  let world: UnleashWorld;
  beforeAll(async () => {
    if (programs) world = await unleashWorld(await startUnleash(programs));
  });
  afterAll(() => world?.stop());

  // It takes a while to start: one serves all of them.
  const start = async () => ({ ...world, stop: async () => undefined });
  flagSuite(start);
  faultSuite(start);
  unleashSuite(start);
});
