import { approversOf, mayApprove } from '../../src/domain/approval.ts';
import type { Target } from '../../src/domain/target.ts';
import { type OrphanValue, parseOrphanValue } from '../../src/messages/blocks/action-ids.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { type PutBack, putBackMessage } from '../../src/messages/thread/orphans.ts';
import { restoreOrphan } from '../../src/recovery/restore.ts';
import { orphanIn, scan } from '../../src/recovery/scan.ts';
import { groupsOf } from '../../src/requests/groups.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton } from './click.ts';

/**
 * Takes up again what a release has left that nobody looks after, and sends it back. It changes what runs, with nothing
 * but marks in the cluster to go by: whoever presses must be one who may approve there.
 */
export async function putBack({ requests }: BotDeps, { text, by }: Click): Promise<Message> {
  const value = parseOrphanValue(text);
  if (!value) return foreignButton();
  return putBackMessage(value.orphan, await work(requests, value, by));
}

async function work(
  requests: BotDeps['requests'],
  { orphan, service, environment, shown }: OrphanValue,
  by: Click['by'],
): Promise<PutBack> {
  const { store, clusters, seals, queue, clock } = requests;
  const targets = requests.catalogue().services.flatMap((each) => each.targets);
  const target = targets.find((each) => each.service === service && each.environment === environment);
  if (!target) return { kind: 'refused', why: `the catalogue has no ${service} in ${environment}` };
  // Its neighbours may have marked what is looked at, too.
  const here = targets.filter((each) => each.cluster === target.cluster && each.namespace === target.namespace);
  const found = await scan({ store, clusters, seals, targets: () => here });
  const [unseen] = found.unseen;
  if (unseen !== undefined) return { kind: 'unseen', what: unseen };
  const trace = orphanIn(found, orphan);
  if (!trace) return { kind: 'gone' };
  // Of all that is in the namespace, what the button names is what the person may decide on.
  const may = (each: Target) => allows(requests, each, by);
  if (!(await may(target))) return { kind: 'not-allowed', approvers: approversOf(target.approval) };
  const restored = await restoreOrphan({ store, clusters, seals }, trace, [target], { by, now: clock.now(), shown });
  if (restored.kind === 'refused') return restored;
  if (restored.kind === 'changed') return { ...restored, target };
  await queue.wake(restored.release, true);
  return { kind: 'going-back' };
}

async function allows(requests: BotDeps['requests'], target: Target, by: Click['by']): Promise<boolean> {
  return mayApprove(target.approval, by, await groupsOf(requests, target, by));
}
