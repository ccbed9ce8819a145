import { block, gateKind, pass, sameImage, wanted } from './gate.ts';

/** There is nothing to do for a version that runs already. What runs later is looked at when the release starts. */
export const different = gateKind<null>({
  name: 'different',
  at: ['request'],
  unseen: () => "can't tell what is running",
  remedy: () => 'ask for another version',
  facts: async () => null,
  evaluate(_facts, { from, to, target }) {
    if (!sameImage(from.image, to.image)) return pass('different', `${from.version} is running`);
    return block('different', 'already running', `${target.environment} already runs ${to.version}`, {
      code: 'already-running',
      ...wanted({ target, to }),
    });
  },
});
