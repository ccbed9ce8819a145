import { usualRestarts } from '../domain/target.ts';
import { strategyKinds, usualStrategy } from '../strategies/index.ts';
import { usualSignalSettings } from './signal-settings.ts';

/**
 * What holds where the catalogue says nothing, in the catalogue's own words: these very values are parsed, put under
 * every service, and printed in the reference, so the three cannot differ.
 */
export const builtIn = {
  strategy: usualStrategy,
  port: 8080,
  analysis: {
    judge: 'baseline',
    minRequests: 100,
    ...usualSignalSettings,
    startRestarts: usualRestarts.starting,
    restarts: usualRestarts.running,
    patience: '1m',
    verifyShare: true,
  },
  approval: {
    groups: [] as string[],
    users: [] as string[],
    selfApproval: false,
    expires: '30m',
    remind: '10m',
  },
  /** Approvals where nothing is said: in protected environments, and elsewhere. */
  required: { protected: 1, open: 0 },
  whileReleasing: 'refuse',
  limits: { ready: '10m', hold: '30m', pause: '1h', total: '4h', queue: '4h' },
} as const;

/** Strategies that always exist; the catalogue may give them other settings. */
export const builtInStrategies: readonly string[] = strategyKinds.map(({ kind }) => kind);
