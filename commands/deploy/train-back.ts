import { setVersion, setWord } from '../../src/domain/deploy-words.ts';
import type { Release } from '../../src/domain/release.ts';
import { goesBack } from '../../src/domain/train.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { commandText } from '../../src/messages/blocks/command-text.ts';
import { bold, say } from '../../src/words/words.ts';
import type { BotDeps } from '../deps.ts';
import { offerCommands } from './offers.ts';
import { commandOf } from './steering.ts';
import type { DeployText } from './subcommand.ts';

/** What goes back of a train that is over, and how. */
export async function trainBack(
  deps: BotDeps,
  typed: DeployText,
  named: Release,
  reason: string | null,
): Promise<Message | null> {
  const { id, number, request, plan } = named;
  if (plan.train?.kind !== 'set') return offerStagesBack(named, reason);
  const { service, environment } = request;
  if (goesBack(plan.train)) {
    const again = commandText([setWord, service, 'to', environment], reason);
    return offerCommands(say`#${number} took ${bold(service)} back. To release it again:`, [again]);
  }
  const { by, key, channel, responseUrl } = typed;
  const asking = { by, key, channel, responseUrl, reason, at: deps.requests.clock.now() };
  const train = { kind: 'set' as const, back: id };
  const what = { service, environment, version: setVersion, strategy: null, train };
  await deps.requests.queue.request({ kind: 'train', word: 'deploy', ...what, ...asking });
  return null;
}

/** Once a train is over, each of its environments goes back by itself, and places together or one by one. */
function offerStagesBack({ number, plan: { train, target } }: Release, reason: string | null): Message {
  const whole = train?.kind === 'places' ? [train.environment] : [];
  const commands = [...whole, ...(train?.stages ?? [])].map((each) =>
    commandOf('rollback', target.service, each, reason),
  );
  return offerCommands(say`#${number} was a train. Where should ${bold(target.service)} roll back?`, commands);
}
