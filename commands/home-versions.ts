import { versionOf } from '../src/domain/version.ts';
import type { ServiceVersions } from '../src/messages/home/home.ts';
import { runningImage } from '../src/requests/running.ts';
import type { BotDeps } from './deps.ts';

/** A cluster that does not answer must not keep Home from opening. */
const lookWithinMs = 2500;
/** Home is opened and redrawn often; versions change rarely. */
const freshMs = 10_000;
const most = 20;

interface CachedVersion {
  at: number;
  version: Promise<string | null>;
}

/** What runs where, for App Home: remembered for a few seconds, and unknown where a cluster does not answer in time. */
export function createVersionTable({ requests, catalogue }: Pick<BotDeps, 'requests' | 'catalogue'>) {
  const looks = new Map<string, CachedVersion>();

  async function look(service: string, environment: string): Promise<string | null> {
    const image = await runningImage(requests, service, environment).catch(() => null);
    return image && versionOf(image).version;
  }

  function fresh(service: string, environment: string): Promise<string | null> {
    const now = requests.clock.now();
    const key = `${service}/${environment}`;
    const known = looks.get(key);
    if (known && now - known.at < freshMs) return known.version;
    const version = look(service, environment);
    looks.set(key, { at: now, version });
    return version;
  }

  return async function versions(withinMs = lookWithinMs): Promise<ServiceVersions[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(resolve, withinMs, null);
    });
    const rows = catalogue()
      .services.slice(0, most)
      .map(async ({ name, targets }) => ({
        service: name,
        versions: await Promise.all(
          targets.map(async ({ environment }) => ({
            environment,
            version: await Promise.race([fresh(name, environment), late]),
          })),
        ),
      }));
    const table = await Promise.all(rows);
    clearTimeout(timer);
    return table;
  };
}
