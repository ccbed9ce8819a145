import { block, gateKind, pass, sameImage, wanted } from './gate.ts';

/** There is nothing to do for a version that runs already. What runs later is looked at when the release starts. */
export const different = gateKind<null>({
  name: 'different',
  at: ['request'],
  unseen: () => 'what runs cannot be told',
  remedy: () => 'ask for another version',
  facts: async () => null,
  evaluate(_facts, { from, to, target }) {
    if (!sameImage(from.image, to.image)) return pass('different', `${from.version} is running`);
    return block('different', 'runs already', `${target.environment} runs ${to.version} already`, {
      code: 'already-running',
      ...wanted({ target, to }),
    });
  },
});
