import { block, type Gate, pass, sameImage, wanted } from './gate.ts';

/** There is nothing to do for a version that runs already. */
export const different: Gate<null> = {
  name: 'different',
  facts: async () => null,
  evaluate(_facts, { from, to, target }) {
    if (!sameImage(from.image, to.image)) return pass('different', `${from.version} is running`);
    return block('different', 'runs already', `${target.environment} runs ${to.version} already`, {
      code: 'already-running',
      ...wanted({ target, to }),
    });
  },
};
