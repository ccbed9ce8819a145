import type { ServiceEntry } from '../config/catalogue.ts';
import { type FlagAsked, isAsWished } from '../domain/flag-wish.ts';
import { environmentOf } from '../domain/place.ts';
import type { RequestDeps } from './deps.ts';
import { runningVersions } from './running.ts';

/** Where a version goes next when nobody said: the first environment, in promotion order, that does not run it in every place. */
export async function chooseEnvironment(
  deps: Pick<RequestDeps, 'catalogue' | 'clusters'>,
  service: ServiceEntry,
  version: string,
): Promise<string> {
  const running = await runningVersions(deps, service.name);
  const next = running.find((each) => each.version !== version) ?? running.at(-1);
  return environmentOf(next?.environment ?? '');
}

/**
 * The same of a flag that is asked for by itself: the first environment, in promotion order, where it is otherwise than asked.
 * Where that cannot be told, it is asked there, and the refusal says why.
 */
export async function chooseFlagEnvironment(
  { flagsOf }: Pick<RequestDeps, 'flagsOf'>,
  { targets }: ServiceEntry,
  { flag, to }: FlagAsked,
): Promise<string> {
  const withFlags = targets.flatMap((target) => {
    const flags = flagsOf(target);
    return flags ? [{ target, flags }] : [];
  });
  const standing = await Promise.all(
    withFlags.map(async ({ target, flags }) => {
      const answer = await flags.state(flag);
      return { target, isThere: answer.kind === 'ok' && isAsWished(answer.state, to) };
    }),
  );
  const next = standing.find(({ isThere }) => !isThere) ?? standing.at(-1);
  return (next?.target ?? targets[0])?.environment ?? '';
}
