import type { ActionOf } from '../actions/index.ts';
import type { ConfigurationKind, ConfigurationMove } from '../domain/configuration.ts';
import { labels, numberIn } from '../domain/names.ts';
import type { KubeObject } from '../platform/kube.ts';
import { configMapKind, configurationRef, secretKind } from '../workloads/objects/configuration.ts';
import { copyNoteOf } from '../workloads/objects/configuration-content.ts';
import { labelText } from '../workloads/objects/selector.ts';
import { kindOf, readStable } from '../workloads/of-target.ts';
import { settle } from './configuration.ts';
import { isGenuine } from './configuration-copies.ts';
import { done, type StepContext, type StepRunner } from './step.ts';

/** Of every object so many copies stay beside those that are named: what may be gone back to. */
const mostKept = 10;

/** The release's copies carry its marks no more, and the oldest that no revision of stable names are gone. */
export const settleConfiguration: StepRunner<ActionOf<'config.settle'>> = async (context, { configuration }) => {
  for (const move of configuration) if (move.to === null) await settle(context, move);
  for (const kind of new Set(configuration.map((each) => each.kind))) await prune(context, kind, configuration);
  return done('');
};

async function prune(
  context: StepContext,
  kind: ConfigurationKind,
  moves: readonly ConfigurationMove[],
): Promise<void> {
  const { kube, target, fence } = context;
  const stable = await readStable(kube, target);
  if (!stable) return;
  const named = [
    ...kindOf(target).configuration(stable.object),
    ...(await kindOf(target).revisionConfiguration(kube, stable)),
  ];
  const wanted = new Set(named.filter((use) => use.kind === kind).map(({ name }) => name));
  // What this release can still go back to, and the next one to go back.
  for (const { from } of moves.filter((move) => move.kind === kind)) if (from !== null) wanted.add(from);
  const selector = labelText({ [labels.workload]: target.workload.name });
  const all = await kube.list(kind === 'Secret' ? secretKind : configMapKind, target.namespace, selector);
  const copies = all.filter((object) => isGenuine(object, fence.seals));
  for (const { source } of moves.filter((move) => move.kind === kind)) {
    const own = copies.filter((copy) => copyNoteOf(copy)?.source === source).sort((a, b) => numberOf(b) - numberOf(a));
    for (const copy of own.slice(mostKept).filter(({ metadata }) => !wanted.has(metadata.name))) {
      await fence.confirm();
      const { name, uid } = copy.metadata;
      await kube.remove(configurationRef(kind, target.namespace, name), uid ? { uid } : {});
    }
  }
}

function numberOf(copy: KubeObject): number {
  return numberIn(copyNoteOf(copy)?.release ?? '') ?? 0;
}
