import { type ConfigurationKind, copyName } from '../domain/configuration.ts';
import { annotations, labels } from '../domain/names.ts';
import { undoAll } from '../domain/plan.ts';
import type { Seals } from '../platform/kube/seal.ts';
import type { KubeObject, ObjectRef } from '../platform/kube.ts';
import { configurationRef } from '../workloads/objects/configuration.ts';
import { contentOf, contentText, copyNoteOf, copyNoteText } from '../workloads/objects/configuration-content.ts';
import type { StepContext } from './step.ts';

/** An object of the user's. */
export interface Source {
  kind: ConfigurationKind;
  source: string;
}

export function copyRef(
  { target, release }: Pick<StepContext, 'target' | 'release'>,
  { kind, source }: Source,
): ObjectRef {
  return configurationRef(kind, target.namespace, copyName(source, release));
}

/** All that a copy follows from. */
type Copying = Pick<StepContext, 'release' | 'target'> & {
  plan: Pick<StepContext['plan'], 'steps'>;
  fence: { seals: Pick<Seals, 'fingerprint'> };
};

/** The content of an object under the release's name, which nobody can change. Labels and annotations stay behind. */
export function copyOf(context: Copying, original: KubeObject, source: string): KubeObject {
  const { release, target, plan, fence } = context;
  const { data, binaryData, type } = contentOf(original);
  const fingerprint = fence.seals.fingerprint(contentText(original, source));
  return {
    apiVersion: 'v1',
    kind: original.kind,
    metadata: {
      name: copyName(source, release),
      namespace: target.namespace,
      labels: { [labels.release]: release, [labels.workload]: target.workload.name },
      annotations: {
        [annotations.copy]: copyNoteText({ source, release, fingerprint }),
        [annotations.undo]: JSON.stringify(undoAll(plan)),
      },
    },
    ...(type === undefined ? {} : { type }),
    ...(Object.keys(data).length > 0 ? { data } : {}),
    ...(Object.keys(binaryData).length > 0 ? { binaryData } : {}),
    immutable: true,
  };
}

/** Whether Sluice has made this copy and its content is what was copied: a name and a label alone say nothing. */
export function isGenuine(object: KubeObject, seals: Seals): boolean {
  const note = copyNoteOf(object);
  return note !== null && seals.fits(contentText(object, note.source), note.fingerprint);
}

/** This release's copy of an object; null where it has none. */
export async function ownCopy(context: StepContext, source: Source): Promise<KubeObject | null> {
  const there = await context.kube.get(copyRef(context, source));
  return there && isGenuine(there, context.fence.seals) ? there : null;
}

/** The copy without what says that a release is under way with it. */
export function settledCopy(object: KubeObject): KubeObject {
  const { [labels.release]: _release, ...kept } = object.metadata.labels ?? {};
  const { [annotations.undo]: _undo, ...noted } = object.metadata.annotations ?? {};
  return { ...object, metadata: { ...object.metadata, labels: kept, annotations: noted } };
}
