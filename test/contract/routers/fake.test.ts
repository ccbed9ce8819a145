import { configs, writesObjects } from './configs.ts';
import { forgedCandidateContract, forgedMarksContract } from './forged-suite.ts';
import { routerContract } from './suite.ts';
import { fakeWorld } from './world.ts';
import { writingRouterContract } from './writing-suite.ts';

for (const [name, config] of Object.entries(configs)) {
  routerContract(`${name}, in memory`, config, fakeWorld);
  if (writesObjects(config)) {
    writingRouterContract(`${name}, in memory`, config, fakeWorld);
    forgedMarksContract(`${name}, in memory`, config, fakeWorld);
  } else {
    forgedCandidateContract(`${name}, in memory`, config, fakeWorld);
  }
}
