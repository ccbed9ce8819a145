import type { ServiceEntry } from '../config/catalogue.ts';
import type { RequestDeps } from './deps.ts';
import { runningVersions } from './running.ts';

/** Where a version goes next when nobody said: the first environment, in promotion order, that does not run it. */
export async function chooseEnvironment(
  deps: Pick<RequestDeps, 'catalogue' | 'clusters'>,
  service: ServiceEntry,
  version: string,
): Promise<string> {
  const running = await runningVersions(deps, service.name);
  const next = running.find((each) => each.version !== version) ?? running.at(-1);
  return next?.environment ?? '';
}
