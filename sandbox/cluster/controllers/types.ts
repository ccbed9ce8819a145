import type { Dict, KubeObject, ObjectMeta } from '../model/types.ts';

export interface Condition extends Dict {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
  lastUpdateTime?: string;
  lastTransitionTime?: string;
}

export interface PodTemplate extends Dict {
  metadata?: Partial<ObjectMeta>;
  spec: Dict;
}

export interface Pod extends KubeObject {
  spec: Dict & { nodeName?: string };
  status?: Dict & { phase?: string; podIP?: string; conditions?: Condition[] };
}

export interface ReplicaSet extends KubeObject {
  spec: Dict & { replicas: number; selector: Dict; template: PodTemplate; minReadySeconds?: number };
  status?: Dict & {
    replicas?: number;
    readyReplicas?: number;
    availableReplicas?: number;
    observedGeneration?: number;
    conditions?: Condition[];
  };
}

export interface DeploymentStatus extends Dict {
  observedGeneration?: number;
  replicas?: number;
  updatedReplicas?: number;
  readyReplicas?: number;
  availableReplicas?: number;
  unavailableReplicas?: number;
  conditions?: Condition[];
  collisionCount?: number;
}

export interface Deployment extends KubeObject {
  spec: Dict & {
    replicas: number;
    selector: Dict;
    template: PodTemplate;
    strategy: { type: string; rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string } };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
    progressDeadlineSeconds?: number;
    paused?: boolean;
  };
  status?: DeploymentStatus;
}

export interface StatefulSet extends KubeObject {
  spec: Dict & {
    replicas: number;
    selector: Dict;
    template: PodTemplate;
    serviceName?: string;
    podManagementPolicy?: string;
    updateStrategy: { type: string; rollingUpdate?: { partition?: number } };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
  };
  status?: Dict & { currentRevision?: string };
}

export interface DaemonSet extends KubeObject {
  spec: Dict & {
    selector: Dict;
    template: PodTemplate;
    updateStrategy: { type: string; rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string } };
    minReadySeconds?: number;
    revisionHistoryLimit?: number;
  };
}

export interface Job extends KubeObject {
  spec: Dict & { suspend?: boolean; activeDeadlineSeconds?: number; template: PodTemplate };
  status?: Dict & { startTime?: string; conditions?: Condition[] };
}

export interface Autoscaler extends KubeObject {
  spec: Dict & {
    scaleTargetRef: { apiVersion: string; kind: string; name: string };
    minReplicas: number;
    maxReplicas: number;
    metrics?: Dict[];
    behavior?: Dict;
  };
  status?: Dict & { conditions?: Condition[]; lastScaleTime?: string };
}

/** The object that controls this one, if any. */
export function controllerOf(object: KubeObject): string | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true)?.uid;
}

/** The condition of a type, if the object has it. */
export function conditionOf(object: { status?: unknown }, type: string): Condition | undefined {
  const conditions = (object.status as { conditions?: Condition[] } | undefined)?.conditions ?? [];
  return conditions.find((condition) => condition.type === type);
}
