import type { Target } from '../domain/target.ts';
import type { Clusters } from '../platform/kube.ts';
import { mustChoose } from '../providers/family.ts';
import type { ImageSource } from '../providers/images/image-source.ts';
import { families } from '../providers/index.ts';
import type { MetricSource } from '../providers/metrics/metric-source.ts';
import type { Router } from '../providers/routers/router.ts';
import { lookAtTarget, versionOf } from '../requests/snapshot.ts';
import { stableTitle } from '../workloads/of-target.ts';
import { type Check, type CheckOutcome, ok, problem } from './check.ts';
import { type Reach, unreached } from './cluster.ts';

export interface TargetDeps {
  clusters: Clusters;
  reach: Reach;
  routerOf(target: Target): Pick<Router, 'check'>;
  metricsOf(target: Target): Pick<MetricSource, 'check'>;
  imagesOf(target: Target): Pick<ImageSource, 'resolve'>;
}

/** The workload with its Service, its route, its figures and its images, as the catalogue names them. */
export function targetChecks(target: Target, deps: TargetDeps): Check[] {
  const area = `${target.service} in ${target.environment}`;
  const { namespace } = target;
  const here = async (look: () => Promise<CheckOutcome>) =>
    'error' in (await deps.reach(target.cluster)) ? unreached(target.cluster) : look();
  const checks: Check[] = [
    {
      area,
      what: 'workload',
      todo: `see whether ${namespace} of cluster ${target.cluster} is right`,
      look: () => here(() => lookAtWorkload(target, deps)),
    },
    {
      area,
      what: 'figures',
      todo: 'correct `metrics` in the catalogue',
      look: () =>
        here(async () => {
          const wrong = await deps.metricsOf(target).check(target);
          return wrong === null ? ok(target.metrics.kind) : problem(wrong, figuresTodo(target));
        }),
    },
    {
      area,
      what: 'images',
      todo: 'correct `image` and `images` in the catalogue',
      look: () => lookAtImages(target, deps),
    },
  ];
  const route: Check = {
    area,
    what: 'route',
    todo: 'correct `traffic` in the catalogue',
    look: () =>
      here(async () => {
        const wrong = await deps.routerOf(target).check(target);
        const todo = `create or correct it, or correct \`traffic\` of ${target.service} in the catalogue`;
        return wrong === null ? ok(target.router.kind) : problem(wrong, todo);
      }),
  };
  return isRouted(target) ? checks.toSpliced(1, 0, route) : checks;
}

async function lookAtWorkload(target: Target, { clusters }: TargetDeps): Promise<CheckOutcome> {
  const look = await lookAtTarget(clusters, target);
  const correct = `correct \`workload\` of ${target.service} in the catalogue`;
  if (look.kind === 'seen') {
    const { replicas, image } = look.snapshot;
    return ok(`${stableTitle(target)}: ${replicas} × ${versionOf(image).version}`);
  }
  const { refusal } = look;
  if (refusal.code === 'workload-missing') {
    return problem(`there is no ${refusal.what} in namespace ${target.namespace}`, `create it, or ${correct}`);
  }
  return problem(refusal.detail, correct);
}

function isRouted(target: Target): boolean {
  const { kind, config } = mustChoose(families.traffic, target.router);
  return kind.isRouted(config, target);
}

function figuresTodo({ metrics, service }: Target): string {
  const correct = `correct \`metrics\` of ${service} in the catalogue`;
  const { remedy } = mustChoose(families.metrics, metrics).kind;
  return remedy === null ? correct : `${remedy}, or ${correct}`;
}

/** Asks for the version that runs: a registry that does not know it is the wrong one, or the wrong repository. */
async function lookAtImages(target: Target, { clusters, reach, imagesOf }: TargetDeps): Promise<CheckOutcome> {
  const { insteadOfAsking } = mustChoose(families.images, target.images).kind;
  if (insteadOfAsking !== null) return ok(`${target.images.kind}: ${insteadOfAsking}`);
  const found = await reach(target.cluster);
  const look = 'error' in found ? null : await lookAtTarget(clusters, target);
  const version = look?.kind === 'seen' ? versionOf(look.snapshot.image).version : null;
  const answer = await imagesOf(target).resolve(target.repository, version ?? 'latest');
  switch (answer.kind) {
    case 'found':
      return ok(target.repository);
    case 'failed':
      return problem(
        answer.detail,
        'check the address, and the credentials in the Docker configuration (DOCKER_CONFIG)',
      );
    case 'unknown':
      if (version === null) return ok(target.repository);
      return problem(
        `${target.repository} does not know ${version}, which is running`,
        `correct \`image\` of ${target.service} in the catalogue`,
      );
  }
}
