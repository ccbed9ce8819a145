import type { Sample } from '../domain/verdict.ts';
import { addFigures } from './samples.ts';

/** Requests with a flag on and with it off together, as those of the service. */
export function whole({ flag, ...sample }: Sample): Sample {
  if (flag === undefined) return sample;
  const { candidate, stable } = sample;
  return { ...sample, candidate: stable ? addFigures(stable, candidate) : candidate, stable: null };
}
