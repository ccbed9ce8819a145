import { besideContract } from './beside-suite.ts';
import { configs, switches, writesObjects } from './configs.ts';
import { forgedCandidateContract, forgedMarksContract } from './forged-suite.ts';
import { routerContract } from './suite.ts';
import { switchingRouterContract } from './switching-suite.ts';
import { sandboxWorld } from './world.ts';
import { writingRouterContract } from './writing-suite.ts';

for (const [name, config] of Object.entries(configs)) {
  routerContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
  if (switches(config)) {
    switchingRouterContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
  } else if (writesObjects(config)) {
    writingRouterContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
    besideContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
    forgedMarksContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
  } else {
    forgedCandidateContract(`${name}, on the sandbox cluster`, config, sandboxWorld);
  }
}
