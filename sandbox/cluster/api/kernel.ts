import { convertedTo } from '../model/hpa-versions.ts';
import type { Registry } from '../model/registry.ts';
import type { KubeObject, ResourceType } from '../model/types.ts';
import { apiVersionOf } from '../model/types.ts';
import type { Store } from '../store/store.ts';
import type { Admission } from './admission.ts';

/** What every operation on the cluster needs. */
export interface Kernel {
  store: Store;
  registry: Registry;
  admission: Admission;
  /** Milliseconds since the epoch. */
  now(): number;
  /** A fresh UID. */
  uid(): string;
  /** A fresh cluster IP for a Service. */
  clusterIp(): string;
}

/** The object in the version in which it is asked for; versions differ in nothing else here, but for those of autoscalers. */
export function inVersion(type: ResourceType, object: KubeObject): KubeObject {
  const apiVersion = apiVersionOf(type);
  return object.apiVersion === apiVersion ? object : { ...convertedTo(apiVersion, object), apiVersion };
}
