import { configs } from './configs.ts';
import { routerContract, writingRouterContract } from './suite.ts';
import { fakeWorld } from './world.ts';

for (const [name, config] of Object.entries(configs)) {
  routerContract(`${name}, in memory`, config, fakeWorld);
  if (config.kind !== 'replicas') writingRouterContract(`${name}, in memory`, config, fakeWorld);
}
