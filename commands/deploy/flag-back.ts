import type { Release } from '../../src/domain/release.ts';
import type { Message } from '../../src/messages/blocks/blocks.ts';
import { commandText } from '../../src/messages/blocks/command-text.ts';
import { offerAgain } from '../../src/messages/refusals/telling.ts';
import { broughtTo, pastReleases } from '../../src/requests/queries.ts';
import type { ReleaseStore } from '../../src/store/release-store.ts';
import { changeOf } from '../../src/words/subject.ts';
import { bold, join, say, type Words } from '../../src/words/words.ts';
import { offerCommands } from './offers.ts';

/** Releases that changed nothing may lie between: so many are looked through. */
const lookedThrough = 20;

interface Place {
  service: string;
  environment: string;
}

/** The last release that changed something there, where it moved a flag by itself; null where it brought a version. */
export async function lastFlagAlone(store: ReleaseStore, place: Place): Promise<Release | null> {
  const past = await pastReleases(store, { ...place, limit: lookedThrough });
  const last = past.find(
    ({ phase }) => phase.kind === 'ended' && (phase.outcome === 'succeeded' || phase.outcome === 'kept'),
  );
  return last?.plan.flag ? last : null;
}

/**
 * What can go back where a flag was moved last: the flag, and the version, which is another thing and goes only where it is
 * named. Nothing is done yet.
 */
export async function offerFlagBack(
  store: ReleaseStore,
  { plan, number }: Release,
  reason: string | null,
): Promise<Message> {
  const { flag, target } = plan;
  const { service, environment } = target;
  const [version] = await broughtTo(store, { service, environment }, 1);
  const command = flag && flagCommand({ service, environment }, flag, reason);
  const words: Words[] = [
    say`The last release of ${bold(service)} in ${bold(environment)}, #${number}, moved a flag and no version: ${changeOf(plan)}.`,
    command
      ? say`The flag goes back like any other release, with its plan first.`
      : say`How the flag stood before can't be said in one figure: put it back in its own service.`,
    ...(version
      ? [say`The version that #${version.number} brought (${changeOf(version.plan)}) goes back by its number.`]
      : []),
  ];
  return offerCommands(join(words, ' '), [
    ...(command ? [command] : []),
    ...(version ? [versionCommand(version.number, reason)] : []),
  ]);
}

function flagCommand(place: Place, { flag, from, to }: NonNullable<Release['plan']['flag']>, reason: string | null) {
  if (from === null) return null;
  const asking = { word: 'deploy' as const, strategy: null, flag: { flag, to: { ...to, percent: from } }, reason };
  return offerAgain({ ...place, version: null, strategy: null }, asking)?.command ?? null;
}

function versionCommand(number: number, reason: string | null): string {
  return commandText(['rollback', `#${number}`], reason);
}
