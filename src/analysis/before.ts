import type { Measurement, Sample } from '../domain/verdict.ts';
import { whole } from './by-flag.ts';
import type { Seen } from './conclude.ts';
import { mergeSamples, oddity, sumSamples } from './samples.ts';

type Looks = Seen['window'];

/**
 * Where only a flag moves, all pods serve alike and there is no other version to compare with: all that was measured since
 * it moved, as one stretch, stands beside what was measured before. Where requests with the flag off are told apart, these
 * are what is compared with, as long as there are any to speak of.
 * @param before what was measured until the flag moved first; empty where nothing was
 * @param minRequests as many as either side must have
 */
export function besideBefore(
  before: Looks,
  seen: Pick<Seen, 'window' | 'latest'>,
  minRequests: number,
): Pick<Seen, 'window' | 'latest'> {
  const known = samplesIn(before);
  if (known.length === 0) return seen;
  const stable = sumSamples(known).candidate;
  const { latest } = seen;
  const isGood = latest.kind === 'sample' && oddity(latest.sample) === null;
  const samples = [...samplesIn(seen.window), ...(isGood ? [latest.sample] : [])];
  if (isByFlag(samples) && !nearlyAllOn(samples, minRequests)) return seen;
  const since = asOne(samples.map(whole));
  const beside = since && { ...since, stable };
  if (!isGood) return { window: beside ? [{ sample: beside }] : [], latest };
  return beside ? { window: [], latest: { kind: 'sample', sample: beside } satisfies Measurement } : seen;
}

function isByFlag(samples: readonly Sample[]): boolean {
  return samples.some(({ flag }) => flag !== undefined);
}

/** The flag is on for so many that hardly anybody is left to compare with. */
export function nearlyAllOn(samples: readonly Sample[], minRequests: number): boolean {
  const { candidate, stable } = sumSamples(samples);
  return candidate.requests >= minRequests && (stable?.requests ?? 0) < minRequests;
}

function samplesIn(looks: Looks): Sample[] {
  return looks.flatMap(({ sample }) => (sample && oddity(sample) === null ? [sample] : []));
}

function asOne(samples: readonly Sample[]): Sample | null {
  const [first, ...more] = samples.map((sample) => ({ ...sample, stable: null }));
  return more.reduce<Sample | null>((sum, sample) => sum && mergeSamples(sum, sample), first ?? null);
}
