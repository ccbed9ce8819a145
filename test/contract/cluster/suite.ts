import { accessSuite } from './access.ts';
import { applySuite } from './apply.ts';
import { autoscalerSuite } from './autoscalers.ts';
import { controllersSuite } from './controllers.ts';
import { customSuite } from './custom.ts';
import { garbageSuite } from './garbage.ts';
import { metadataSuite } from './metadata.ts';
import { objectSuite } from './objects.ts';
import { openApiSuite } from './openapi.ts';
import { patchSuite } from './patches.ts';
import { quotaSuite } from './quotas.ts';
import { rolloutSuite } from './rollouts.ts';
import type { ClusterTarget } from './target.ts';
import { validationSuite } from './validation.ts';
import { watchSuite } from './watches.ts';

/** All that a Kubernetes API with its controllers must do for us; the target is asked for when tests run. */
export function clusterSuite(target: () => ClusterTarget): void {
  objectSuite(target);
  validationSuite(target);
  patchSuite(target);
  applySuite(target);
  watchSuite(target);
  rolloutSuite(target);
  autoscalerSuite(target);
  garbageSuite(target);
  controllersSuite(target);
  metadataSuite(target);
  quotaSuite(target);
  openApiSuite(target);
  customSuite(target);
  accessSuite(target);
}
