import type { JsonAnswer } from './json-server.ts';
import type { SmallFlag, SmallState } from './small-state.ts';

/** What applications in an environment ask. */
export function client(state: SmallState, environment: string, [what]: string[]): JsonAnswer {
  if (what !== 'features') return { status: 202 };
  const features = [...state.flags]
    .filter(([, { archived }]) => !archived)
    .map(([name, flag]) => clientFeature(state, environment, name, flag));
  return { status: 200, body: { version: 2, features } };
}

/** With disabled strategies alone a flag serves nobody; the constraints of segments stand in the strategies. */
function clientFeature(state: SmallState, environment: string, name: string, { environments }: SmallFlag) {
  const { enabled = false, strategies = [] } = environments[environment] ?? {};
  const live = strategies.filter(({ disabled }) => !disabled);
  const shown = live.map(({ segments, constraints, ...strategy }) => ({
    ...strategy,
    constraints: [
      ...constraints,
      ...segments.flatMap((id) => state.segments.find((each) => each.id === id)?.constraints ?? []),
    ],
  }));
  return { name, enabled: enabled && (live.length > 0 || strategies.length === 0), strategies: shown, variants: [] };
}
