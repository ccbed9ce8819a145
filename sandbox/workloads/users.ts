import type { Random } from './prng.ts';
import type { Destination, Route } from './routing.ts';

/** The cookies of one user, by name. */
type Jar = Map<string, { value: string; until: number }>;

/** Users of a service, each with a browser that keeps cookies. */
export interface Users {
  /** Where a request of any of them goes; what the answer tells them to keep, they keep. @param now ms since the epoch */
  send(route: Route, random: Random, now: number): Destination | undefined;
}

/** So many come by turns, each as often as the others. */
const usualCount = 400;

export function createUsers(count = usualCount): Users {
  const jars: Jar[] = Array.from({ length: count }, () => new Map());
  return {
    send(route, random, now) {
      // Who asks makes no difference where nobody is told apart: the story of a seed stays the same.
      if (!route.keepsUsers) return pick(route.destinations, random);
      const jar: Jar = jars[Math.floor(random.next() * jars.length)] ?? new Map();
      const known = cookieHeader(jar, now);
      const rule = route.cookied.find(({ patterns }) => patterns.some((pattern) => pattern.test(known)));
      const found = pick(rule?.destinations ?? route.destinations, random);
      if (found?.setCookie !== undefined) keep(jar, found.setCookie, now);
      return found;
    },
  };
}

/** As a browser sends it (RFC 6265, section 5.4). @param now ms since the epoch */
function cookieHeader(jar: Jar, now: number): string {
  const valid = [...jar].filter(([, { until }]) => until > now);
  return valid.map(([name, { value }]) => `${name}=${value}`).join('; ');
}

/** As a browser reads it (RFC 6265, section 5.2), of a cookie for every path. */
function keep(jar: Jar, header: string, now: number): void {
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
  const [name = '', ...value] = pair.split('=');
  const age = attributes.find((each) => each.toLowerCase().startsWith('max-age='))?.split('=')[1];
  const until = age === undefined ? Number.POSITIVE_INFINITY : now + Number(age) * 1000;
  jar.set(name, { value: value.join('='), until });
}

function pick(destinations: readonly Destination[], random: Random): Destination | undefined {
  let left = random.next();
  for (const destination of destinations) {
    left -= destination.share;
    if (left < 0) return destination;
  }
  // Shares are fractions of a sum, which may fall short of 1 by a rounding error.
  return destinations.at(-1);
}
