import { block, digestOf, type Gate, pass } from './gate.ts';

/** There is nothing to do for a version that runs already. */
export const different: Gate<null> = {
  name: 'different',
  facts: async () => null,
  evaluate(_facts, { from, to, target }) {
    const digest = digestOf(to.image);
    const same = from.image === to.image || (digest !== null && digest === digestOf(from.image));
    if (!same) return pass('different', `${from.version} is running`);
    return block('different', 'already-running', 'runs already', `${target.environment} runs ${to.version} already`);
  },
};
