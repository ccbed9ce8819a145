import type { Target } from '../domain/target.ts';
import type { ImageSource } from '../providers/images/image-source.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import type { Router } from '../providers/routers/router.ts';
import type { TargetDeps } from './target.ts';

/** The providers of a target. */
export interface Providers {
  routerOf(target: Target): Pick<Router, 'check'>;
  metricsOf(target: Target): Pick<MetricSource, 'check'>;
  imagesOf(target: Target): Pick<ImageSource, 'resolve'>;
}

/** How the provider of each family is looked at. */
export function looksAt({ routerOf, metricsOf, imagesOf }: Providers): TargetDeps['looks'] {
  return {
    traffic: (target) => routerOf(target).check(target),
    metrics: (target) => metricsOf(target).check(target),
    images: async (target, running) => lookAtImages(imagesOf(target), target.repository, await running()),
  };
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
