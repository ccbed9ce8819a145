import { configs } from './configs.ts';
import { routerContract } from './suite.ts';
import { fakeWorld } from './world.ts';
import { writingRouterContract } from './writing-suite.ts';

for (const [name, config] of Object.entries(configs)) {
  routerContract(`${name}, in memory`, config, fakeWorld);
  if (config.kind !== 'replicas') writingRouterContract(`${name}, in memory`, config, fakeWorld);
}
