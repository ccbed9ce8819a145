import { startFront } from '../../sandbox/proxy/front.ts';
import { fetchProxy } from '../../sandbox/proxy/wheels.ts';
import type { MakeProxy } from '../../sandbox/world/start.ts';

/** An Envoy that the sandbox tells what the cluster's VirtualServices say. @param onProblem told of what it does not understand */
export const translated =
  (onProblem: (problem: string) => void): MakeProxy =>
  async (place) =>
    startFront({ ...place, envoy: await fetchProxy('envoy', () => undefined), onProblem });
