import { configs, writesObjects } from './configs.ts';
import { forgedCandidateContract, forgedMarksContract } from './forged-suite.ts';
import { routerContract } from './suite.ts';
import { sandboxWorld } from './world.ts';
import { writingRouterContract } from './writing-suite.ts';

for (const [name, config] of Object.entries(configs)) {
  routerContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
  if (writesObjects(config)) {
    writingRouterContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
    forgedMarksContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
  } else {
    forgedCandidateContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
  }
}
