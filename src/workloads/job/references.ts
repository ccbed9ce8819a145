import { z } from 'zod';
import type { ObjectRef } from '../../domain/object-ref.ts';
import type { JobTemplate } from './template.ts';

const named = z.looseObject({ name: z.string().optional(), optional: z.boolean().nullish() }).nullish();
const envSchema = z.array(
  z.looseObject({ valueFrom: z.looseObject({ secretKeyRef: named, configMapKeyRef: named }).nullish() }),
);
const envFromSchema = z.array(z.looseObject({ secretRef: named, configMapRef: named }));
const projected = z.looseObject({ secret: named, configMap: named });
const volumeSchema = z.looseObject({
  secret: z.looseObject({ secretName: z.string().optional(), optional: z.boolean().nullish() }).nullish(),
  configMap: named,
  persistentVolumeClaim: z.looseObject({ claimName: z.string() }).nullish(),
  projected: z.looseObject({ sources: z.array(projected).nullish() }).nullish(),
});
const specSchema = z.looseObject({
  serviceAccountName: z.string().nullish(),
  imagePullSecrets: z.array(z.looseObject({ name: z.string().optional() })).nullish(),
  containers: z.array(z.looseObject({ env: envSchema.nullish(), envFrom: envFromSchema.nullish() })),
  volumes: z.array(volumeSchema).nullish(),
});

type Kind = 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim' | 'ServiceAccount';
type Named = z.output<typeof named>;

/** The objects without which a pod of this template does not start, each once. Throws a ZodError. */
export function neededBy({ spec }: JobTemplate, namespace: string): ObjectRef[] {
  const read = specSchema.parse(spec);
  const found: [Kind, string][] = [];
  const add = (kind: Kind, name: string | null | undefined) => {
    if (name && !found.some(([other, known]) => other === kind && known === name)) found.push([kind, name]);
  };
  const must = (kind: Kind, ref: Named) => {
    if (ref?.optional !== true) add(kind, ref?.name);
  };
  add('ServiceAccount', read.serviceAccountName);
  for (const { env, envFrom } of read.containers) {
    for (const { valueFrom } of env ?? []) {
      must('Secret', valueFrom?.secretKeyRef);
      must('ConfigMap', valueFrom?.configMapKeyRef);
    }
    for (const { secretRef, configMapRef } of envFrom ?? []) {
      must('Secret', secretRef);
      must('ConfigMap', configMapRef);
    }
  }
  for (const { secret, configMap, persistentVolumeClaim, projected: several } of read.volumes ?? []) {
    if (secret?.optional !== true) add('Secret', secret?.secretName);
    must('ConfigMap', configMap);
    add('PersistentVolumeClaim', persistentVolumeClaim?.claimName);
    for (const source of several?.sources ?? []) {
      must('Secret', source.secret);
      must('ConfigMap', source.configMap);
    }
  }
  return found.map(([kind, name]) => ({ apiVersion: 'v1', kind, namespace, name }));
}
