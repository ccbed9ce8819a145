import { besideContract } from './beside-suite.ts';
import { configs, switches, writesObjects } from './configs.ts';
import { forgedCandidateContract, forgedMarksContract } from './forged-suite.ts';
import { routerContract } from './suite.ts';
import { switchingRouterContract } from './switching-suite.ts';
import { fakeWorld } from './world.ts';
import { writingRouterContract } from './writing-suite.ts';

for (const [name, config] of Object.entries(configs)) {
  routerContract(`${name}, in memory`, config, fakeWorld);
  if (switches(config)) {
    switchingRouterContract(`${name}, in memory`, config, fakeWorld);
  } else if (writesObjects(config)) {
    writingRouterContract(`${name}, in memory`, config, fakeWorld);
    besideContract(`${name}, in memory`, config, fakeWorld);
    forgedMarksContract(`${name}, in memory`, config, fakeWorld);
  } else {
    forgedCandidateContract(`${name}, in memory`, config, fakeWorld);
  }
}
