import type { Target } from '../domain/target.ts';
import type { Flags } from '../providers/flags/flags.ts';
import type { ImageSource } from '../providers/images/image-source.ts';
import type { MetricSource, SourceLook } from '../providers/metrics/metric-source.ts';
import type { Router } from '../providers/routers/router.ts';
import { unwatchedBy } from '../words/not-watched.ts';
import type { ProviderFinding, TargetDeps } from './target.ts';

/** The providers of a target. */
export interface Providers {
  routerOf(target: Target): Pick<Router, 'check'>;
  metricsOf(target: Target): Pick<MetricSource, 'look'>;
  imagesOf(target: Target): Pick<ImageSource, 'resolve'>;
  /** Null where there are none. */
  flagsOf(target: Target): Pick<Flags, 'check'> | null;
}

/** How the provider of each family is looked at. */
export function looksAt({ routerOf, metricsOf, imagesOf, flagsOf }: Providers): TargetDeps['looks'] {
  return {
    traffic: async (target) => found(await routerOf(target).check(target)),
    metrics: async (target) => foundInFigures(await metricsOf(target).look(target, figuresMs)),
    images: async (target, running) => found(await lookAtImages(imagesOf(target), target.repository, await running())),
    flags: async (target) => found((await flagsOf(target)?.check())?.words ?? null),
  };
}

/** How long counters are watched, to say how fast they grow: within the time that a check has. */
const figuresMs = 3000;

function found(wrong: string | null): ProviderFinding {
  return { wrong, says: null };
}

/** Where something cannot be watched although it is asked for, that is wrong too. */
function foundInFigures({ wrong, notWatched, counts }: SourceLook): ProviderFinding {
  const [first] = notWatched;
  const unwatched = first
    ? [`${unwatchedBy(first).join(', ')}: ${first.why}`, first.remedy ?? []].flat().join('; ')
    : null;
  return { wrong: wrong ?? unwatched, says: counts };
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
