export { behaviourOf, type Character, characterSchema } from './characters.ts';
export { defaultWorld } from './default-world.ts';
export { endedStatus } from './end-pod.ts';
export { type InstallOptions, installWorld } from './install.ts';
export type { PodRequest } from './kubelet.ts';
export { defaultTiming, type Timing } from './lifecycle.ts';
export { containerPort, type Manifest, manifestsOf } from './manifests.ts';
export { pricingFlag, withMoving } from './moving-services.ts';
export { isPageName, type PageName, pageKinds } from './pages/index.ts';
export { globalPlaces, namespaceOf, withPlaces } from './placed-services.ts';
export { listenAnnotation } from './pod-api.ts';
export { printedBy } from './pod-log.ts';
export { startWorkloads, type Workloads, type WorkloadsOptions } from './start.ts';
export type { Tick, Totals, Truth, VersionTick } from './truth.ts';
export {
  repositoriesOf,
  type World,
  type WorldEnvironment,
  type WorldRouting,
  type WorldRun,
  type WorldService,
  type WorldVersion,
  withPages,
} from './world.ts';
