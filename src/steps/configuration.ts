import type { ActionOf } from '../actions/index.ts';
import type { ConfigurationSource } from '../domain/configuration.ts';
import { undoneMoves } from '../domain/configuration-moves.ts';
import { fencedCreate, fencedWrite } from '../platform/kube/fence.ts';
import { stableRef } from '../workloads/of-target.ts';
import { copyOf, copyRef, isGenuine, ownCopy, type Source, settledCopy } from './configuration-copies.ts';
import { namesCopy } from './configuration-names.ts';
import { plannedSource } from './configuration-source.ts';
import { done, type StepContext, type StepOutcome, type StepRunner, wait } from './step.ts';

/** Every source has a copy with the content that the plan saw. */
export const copyConfiguration: StepRunner<ActionOf<'config.copy'>> = async (context, { sources }) => {
  for (const source of sources) {
    const problem = await copied(context, source);
    if (problem) return problem;
  }
  return done('');
};

async function copied(context: StepContext, source: ConfigurationSource): Promise<StepOutcome | null> {
  const { kube, target, fence } = context;
  const ref = copyRef(context, source);
  const there = await kube.get(ref);
  if (there?.metadata.deletionTimestamp !== undefined) return wait(`${ref.kind} ${ref.name} to go`);
  if (there && isGenuine(there, fence.seals)) return null;
  if (there) return fail(`${ref.kind} ${ref.name} exists already (not made by Sluice)`);
  const original = await plannedSource({ kube, namespace: target.namespace, seals: fence.seals }, source);
  if (typeof original === 'string') return fail(`${original}: ask for the release again`);
  await fencedCreate(kube, copyOf(context, original, source.source), fence);
  return null;
}

function fail(detail: string): StepOutcome {
  return { kind: 'fail', detail };
}

/** No copy of this release is left, but for one that stable goes on with: somebody has put a version there that wants it. */
export const removeConfiguration: StepRunner<ActionOf<'config.remove'>> = async (context, { sources }) => {
  let left = false;
  for (const source of sources) left = (await removed(context, source)) || left;
  return left ? wait('the copies of the configuration to go') : done('copies removed');
};

async function removed(context: StepContext, source: Source): Promise<boolean> {
  const { kube, target, fence } = context;
  const copy = await ownCopy(context, source);
  if (!copy) return false;
  const stable = await kube.get(stableRef(target));
  if (stable && namesCopy(context, stable, source)) {
    await settle(context, source);
    return false;
  }
  await fence.confirm();
  await kube.remove(copyRef(context, source), copy.metadata.uid ? { uid: copy.metadata.uid } : {});
  return true;
}

/** The copy belongs to whoever names it, and to this release no more. */
export async function settle(context: StepContext, source: Source): Promise<void> {
  const { kube, fence } = context;
  await fencedWrite(kube, copyRef(context, source), fence, settledCopy, { mark: 'lift' });
}

/** The copies of this release that nobody names and that are still there: `ConfigMap checkout-config-r142`. */
export async function copiesLeft(context: StepContext, kind: Source['kind']): Promise<string[]> {
  const own = plannedCopies(context).filter(({ kind: of }) => of === kind);
  if (own.length === 0) return [];
  const stable = await context.kube.get(stableRef(context.target));
  const left = await Promise.all(
    own.map(async (source) => {
      const copy = await ownCopy(context, source);
      return copy && !(stable && namesCopy(context, stable, source)) ? [`${kind} ${copy.metadata.name}`] : [];
    }),
  );
  return left.flat();
}

/** Takes away what `copiesLeft` finds. */
export async function removeCopies(context: StepContext): Promise<void> {
  for (const source of plannedCopies(context)) await removed(context, source);
}

/**
 * By its undo, which is all that is known of the plan of a release that Redis has lost. Once the version stays, its copies
 * do as well.
 */
function plannedCopies({ plan, kept }: StepContext): Source[] {
  return (kept ? [] : undoneMoves(plan)).filter(({ from }) => from === null);
}
