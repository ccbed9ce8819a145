import type { FlagState } from '../../src/domain/flag.ts';

/** `new-pricing`, which stands ready and is off. */
export function exampleFlag(overrides: Partial<FlagState> = {}): FlagState {
  return {
    flag: 'new-pricing',
    stands: 'present',
    enabled: false,
    percentage: 0,
    segments: [],
    variants: [],
    rules: { strategies: [] },
    version: 'v1',
    changed: null,
    master: null,
    ...overrides,
  };
}
