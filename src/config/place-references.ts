import { nearest } from '../platform/nearest.ts';
import type { ConfigProblem } from './issues.ts';
import { isObject } from './json-schema.ts';
import { type Path, shorten, unknownWord } from './problems.ts';

type Raw = Record<string, unknown>;

/** What is wrong with the names of an environment's places, and of their rings. @param path of the environment */
export function placesOfEnvironment(path: Path, environment: Raw): ConfigProblem[] {
  const names = new Set<string>();
  const rings = new Set<string>();
  const found: ConfigProblem[] = [];
  writtenPlaces(environment).forEach(({ name, ring }, index, all) => {
    const here = [...path, 'places', index];
    if (typeof name === 'string') {
      if (names.has(name))
        found.push({
          path: [...here, 'name'],
          message: `'${shorten(name)}' is the name of another place above: give each its own`,
          at: 'value',
        });
      names.add(name);
    }
    if (typeof ring !== 'string') return;
    if (rings.has(ring) && all[index - 1]?.['ring'] !== ring) {
      const message = `ring '${shorten(ring)}' has places further up: those of one ring must follow each other`;
      found.push({ path: [...here, 'ring'], message, at: 'value' });
    }
    rings.add(ring);
  });
  return found;
}

/** Places that a service names in an environment that has none of that name. @param path of the service in the environment */
export function placesOfService(path: Path, here: Raw, environment: Raw): ConfigProblem[] {
  const known = writtenPlaces(environment).flatMap(({ name }) => (typeof name === 'string' ? [name] : []));
  return Object.keys(object(here['places'])).flatMap((name): ConfigProblem[] => {
    if (known.includes(name)) return [];
    const message =
      known.length > 0
        ? unknownWord('place', name, nearest(name, known), known)
        : `unknown place '${shorten(name)}': the environment has no \`places\``;
    return [{ path: [...path, 'places', name], message, at: 'key' }];
  });
}

/** Each place as it is written, where that is a place at all. */
export function writtenPlaces(environment: Raw): Raw[] {
  const written = environment['places'];
  return Array.isArray(written) ? written.map(object) : [];
}

function object(value: unknown): Raw {
  return isObject(value) && !Array.isArray(value) ? value : {};
}
