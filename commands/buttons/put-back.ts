import { restoreOrphan } from '../../src/recovery/restore.ts';
import { orphanIn, scan } from '../../src/recovery/scan.ts';
import { parseOrphanValue } from '../../src/report/actions.ts';
import type { Message } from '../../src/report/blocks.ts';
import { type PutBack, putBackMessage } from '../../src/report/orphans.ts';
import type { BotDeps } from '../deps.ts';
import { type Click, foreignButton } from './click.ts';

/**
 * Takes up again what a release has left that nobody looks after, and sends it back. Open to anybody in the channel, like
 * stopping a release: it only ever goes to the version before.
 */
export async function putBack({ requests }: BotDeps, { text, by }: Click): Promise<Message> {
  const value = parseOrphanValue(text);
  if (!value) return foreignButton();
  const { orphan, service, environment } = value;
  return putBackMessage(orphan, await work());

  async function work(): Promise<PutBack> {
    const { store, clusters, queue, clock } = requests;
    const targets = requests.catalogue().services.flatMap((each) => each.targets);
    const target = targets.find((each) => each.service === service && each.environment === environment);
    if (!target) return { kind: 'refused', why: `the catalogue has no ${service} in ${environment}` };
    // Its neighbours may have marked what is looked at, too.
    const here = targets.filter((each) => each.cluster === target.cluster && each.namespace === target.namespace);
    const found = await scan({ store, clusters, targets: () => here });
    const [unseen] = found.unseen;
    if (unseen !== undefined) return { kind: 'unseen', what: unseen };
    const trace = orphanIn(found, orphan);
    if (!trace) return { kind: 'gone' };
    const restored = await restoreOrphan({ store, clusters }, trace, here, { by, now: clock.now() });
    if (restored.kind === 'refused') return restored;
    await queue.wake(restored.release, true);
    return { kind: 'going-back' };
  }
}
