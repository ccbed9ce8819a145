import { asArray, asDict, dig } from './json.ts';
import type { Dict, KubeObject } from './types.ts';

const metricsNote = 'autoscaling.alpha.kubernetes.io/metrics';
const behaviorNote = 'autoscaling.alpha.kubernetes.io/behavior';
const v1 = 'autoscaling/v1';
const v2 = 'autoscaling/v2';

function isCpuShare(metric: Dict): boolean {
  const { name, target } = asDict(metric['resource']);
  return metric['type'] === 'Resource' && name === 'cpu' && typeof dig(target, 'averageUtilization') === 'number';
}

/** A HorizontalPodAutoscaler as autoscaling/v1 has it: one target of CPU, and the rest in annotations. */
function toV1(object: KubeObject): KubeObject {
  const { metrics, behavior, ...spec } = asDict(object['spec']);
  const all = asArray(metrics).map(asDict);
  const cpu = all.find(isCpuShare);
  const others = all.filter((metric) => metric !== cpu);
  const notes = {
    ...(others.length > 0 ? { [metricsNote]: JSON.stringify(others) } : {}),
    ...(behavior === undefined ? {} : { [behaviorNote]: JSON.stringify(behavior) }),
  };
  const annotations = { ...object.metadata.annotations, ...notes };
  const percent = cpu && dig(cpu, 'resource', 'target', 'averageUtilization');
  const { currentMetrics, conditions: _conditions, ...status } = asDict(object['status']);
  const [current] = asArray(currentMetrics)
    .map((metric) => dig(metric, 'resource', 'current', 'averageUtilization'))
    .filter((each) => typeof each === 'number');
  return {
    ...object,
    apiVersion: v1,
    metadata: { ...object.metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : {}) },
    spec: { ...spec, ...(percent === undefined ? {} : { targetCPUUtilizationPercentage: percent }) },
    ...(object['status'] === undefined
      ? {}
      : { status: { ...status, ...(current === undefined ? {} : { currentCPUUtilizationPercentage: current }) } }),
  };
}

/** As `toV1`, the other way round. */
function toV2(object: KubeObject): KubeObject {
  const { targetCPUUtilizationPercentage: percent, ...spec } = asDict(object['spec']);
  const { [metricsNote]: metrics, [behaviorNote]: behavior, ...annotations } = object.metadata.annotations ?? {};
  const target = { type: 'Utilization', averageUtilization: percent };
  const all = [
    ...(percent === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', target } }]),
    ...(metrics === undefined ? [] : (JSON.parse(metrics) as Dict[])),
  ];
  return {
    ...object,
    apiVersion: v2,
    metadata: { ...object.metadata, annotations },
    spec: {
      ...spec,
      ...(all.length > 0 ? { metrics: all } : {}),
      ...(behavior === undefined ? {} : { behavior: JSON.parse(behavior) as Dict }),
    },
  };
}

/** An autoscaler in the version in which it is asked for; whatever else there is stays as it is. */
export function convertedTo(apiVersion: string, object: KubeObject): KubeObject {
  if (object.kind !== 'HorizontalPodAutoscaler' || object.apiVersion === apiVersion) return object;
  if (apiVersion === v1) return toV1(object);
  return apiVersion === v2 ? toV2(object) : object;
}
