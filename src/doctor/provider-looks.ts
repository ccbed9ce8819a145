import type { Target } from '../domain/target.ts';
import type { Flags } from '../providers/flags/flags.ts';
import type { ImageSource } from '../providers/images/image-source.ts';
import type { MetricSource, SourceLook } from '../providers/metrics/metric-source.ts';
import type { Router } from '../providers/routers/router.ts';
import type { Source } from '../providers/source/source.ts';
import { unwatchedBy } from '../words/not-watched.ts';
import type { ProviderFinding, TargetDeps } from './target.ts';

/** The providers of a target. */
export interface Providers {
  routerOf(target: Target): Pick<Router, 'check'>;
  metricsOf(target: Target): Pick<MetricSource, 'look'>;
  imagesOf(target: Target): Pick<ImageSource, 'resolve'>;
  /** Null where there are none. */
  flagsOf(target: Target): Pick<Flags, 'check' | 'lacks'> | null;
  /** Null where there is none. */
  sourceOf(target: Target): Pick<Source, 'check'> | null;
}

/** How the provider of each family is looked at. */
export function looksAt({ routerOf, metricsOf, imagesOf, flagsOf, sourceOf }: Providers): TargetDeps['looks'] {
  return {
    traffic: async (target) => found(await routerOf(target).check(target)),
    metrics: async (target) => foundInFigures(await metricsOf(target).look(target, figuresMs)),
    images: async (target, running) => found(await lookAtImages(imagesOf(target), target.repository, await running())),
    flags: async (target) => lookAtFlags(flagsOf(target)),
    source: async (target) => found((await sourceOf(target)?.check(target.service)) ?? null),
  };
}

/** A token that cannot change flags is the wrong one: changing them is all that a release does with the service. */
async function lookAtFlags(flags: Pick<Flags, 'check' | 'lacks'> | null): Promise<ProviderFinding> {
  const wrong = (await flags?.check())?.words ?? null;
  if (!flags || wrong !== null) return found(wrong);
  const lacking = await flags.lacks();
  return found(lacking === null ? null : `the token may read the flags, and not change them: it lacks ${lacking}`);
}

/** How long counters are watched, to say how fast they grow: within the time that a check has. */
const figuresMs = 3000;

function found(wrong: string | null): ProviderFinding {
  return { wrong, says: null };
}

/** Where something cannot be watched although it is asked for, that is wrong too. */
function foundInFigures({ wrong, notWatched, counts }: SourceLook): ProviderFinding {
  const unwatched = notWatched.map((each) =>
    [`${unwatchedBy(each).join(', ')}: ${each.why}`, each.remedy ?? []].flat().join('; '),
  );
  return { wrong: wrong ?? (unwatched.length > 0 ? unwatched.join('; ') : null), says: counts };
}

/** Asks for the version that runs: a registry that does not know it is the wrong one, or the wrong repository. */
async function lookAtImages(
  source: Pick<ImageSource, 'resolve'>,
  repository: string,
  running: string | null,
): Promise<string | null> {
  const answer = await source.resolve(repository, running ?? 'latest');
  switch (answer.kind) {
    case 'found':
      return null;
    case 'failed':
      return answer.detail;
    case 'unknown':
      return running === null ? null : `${repository} does not know ${running}, which is running`;
  }
}
