import { deployWords, flagWord } from '../domain/deploy-words.ts';
import { nearest } from '../platform/nearest.ts';
import { inCluster, usualCluster } from './assemble.ts';
import { builtInStrategies } from './defaults.ts';
import type { ConfigProblem } from './issues.ts';
import { isObject } from './json-schema.ts';
import { placesOfEnvironment, placesOfService, writtenPlaces } from './place-references.ts';
import { type Path, unknownWord } from './problems.ts';
import { setReferences } from './set-references.ts';

type Raw = Record<string, unknown>;

/**
 * Checks every name that means something elsewhere in the file. Works on the raw values, so that these problems are
 * told together with those of shape; what has the wrong shape is passed over here.
 */
export function checkReferences(raw: unknown): ConfigProblem[] {
  const file = object(raw);
  const names: Names = {
    strategies: [...new Set([...builtInStrategies, ...Object.keys(object(file['strategies']))])],
    environments: Object.keys(object(file['environments'])),
    clusters: [...new Set([...Object.keys(object(file['clusters'])), inCluster])],
    usualCluster: usualCluster(Object.keys(object(file['clusters']))),
  };
  const found: ConfigProblem[] = strategy(['defaults'], object(file['defaults']), names);
  if (object(file['strategies'])[flagWord] !== undefined) {
    const message = `“with ${flagWord} …” names a feature flag: choose another name`;
    found.push({ path: ['strategies', flagWord], message, at: 'key' });
  }
  for (const [environment, entry] of Object.entries(object(file['environments']))) {
    const path = ['environments', environment];
    if (environment === 'none')
      found.push({ path, message: "'none' says that nothing is required: choose another name", at: 'key' });
    found.push(...placeReferences(path, environment, object(entry), names));
    found.push(...placesOfEnvironment(path, object(entry)), ...withoutCluster(path, object(entry), names));
    for (const [index, place] of writtenPlaces(object(entry)).entries())
      found.push(...placeReferences([...path, 'places', index], environment, place, names));
  }
  for (const [service, entry] of Object.entries(object(file['services']))) {
    found.push(...serviceReferences(file, service, object(entry), names));
  }
  return [...found, ...setReferences(file)];
}

/** Nothing says which of several clusters is meant: for an environment, or for a place of it. */
function withoutCluster(path: Path, environment: Raw, { clusters, usualCluster: usual }: Names): ConfigProblem[] {
  if (environment['cluster'] !== undefined || usual !== null) return [];
  const message = `cluster is missing; known: ${clusters.join(', ')}`;
  const places = writtenPlaces(environment);
  if (places.length === 0) return [{ path, message, at: 'key' }];
  return places.flatMap((place, index): ConfigProblem[] =>
    place['cluster'] === undefined ? [{ path: [...path, 'places', index], message, at: 'value' }] : [],
  );
}

interface Names {
  strategies: string[];
  environments: string[];
  clusters: string[];
  usualCluster: string | null;
}

function serviceReferences(file: Raw, service: string, entry: Raw, names: Names): ConfigProblem[] {
  const path = ['services', service];
  const found = strategy(path, entry, names);
  if (deployWords.some((word) => word === service)) {
    found.push({ path, message: `'${service}' is a command of /deploy: choose another name`, at: 'key' });
  }
  const here = object(entry['environments']);
  for (const [environment, override] of Object.entries(here)) {
    const place = [...path, 'environments', environment];
    if (!names.environments.includes(environment)) {
      const message = unknownWord(
        'environment',
        environment,
        nearest(environment, names.environments),
        names.environments,
      );
      found.push({ path: place, message, at: 'key' });
    }
    found.push(...placeReferences(place, environment, object(override), names));
    if (!names.environments.includes(environment)) continue;
    found.push(...placesOfService(place, object(override), object(object(file['environments'])[environment])));
    for (const [name, each] of Object.entries(object(object(override)['places'])))
      found.push(...placeReferences([...place, 'places', name], environment, object(each), names));
  }
  return [...found, ...missingPlaces(file, path, entry, names)];
}

/** What is only wrong once all levels are put together: no channel, or a requirement that this service can never meet. */
function missingPlaces(file: Raw, path: Path, entry: Raw, names: Names): ConfigProblem[] {
  const listed = isObject(entry['environments']) ? Object.keys(entry['environments']) : names.environments;
  const found: ConfigProblem[] = [];
  for (const environment of names.environments.filter((each) => listed.includes(each))) {
    const override = object(object(entry['environments'])[environment]);
    const general = object(object(file['environments'])[environment]);
    const layers = [object(file['defaults']), general, entry, override];
    if (layers.every((layer) => layer['channel'] === undefined)) {
      found.push({ path, message: 'channel is missing: name one here or under defaults', at: 'key' });
    }
    const required = override['requires'] ?? general['requires'];
    if (typeof required === 'string' && names.environments.includes(required) && !listed.includes(required)) {
      const message = `${environment} requires ${required}, where this service does not run: list it, or say requires: none`;
      found.push({ path: [...path, 'environments', environment], message, at: 'key' });
    }
  }
  return found;
}

function placeReferences(path: Path, environment: string, entry: Raw, names: Names): ConfigProblem[] {
  const found = strategy(path, entry, names);
  const { cluster, requires } = entry as { cluster?: unknown; requires?: unknown };
  if (typeof cluster === 'string' && !names.clusters.includes(cluster)) {
    const message = unknownWord('cluster', cluster, nearest(cluster, names.clusters), names.clusters);
    found.push({ path: [...path, 'cluster'], message, at: 'value' });
  }
  if (typeof requires !== 'string' || requires === 'none') return found;
  const earlier = names.environments.slice(0, Math.max(0, names.environments.indexOf(environment)));
  if (!names.environments.includes(requires)) {
    const known = [...earlier, 'none'];
    const message = unknownWord('environment', requires, nearest(requires, known), known);
    found.push({ path: [...path, 'requires'], message, at: 'value' });
  } else if (names.environments.includes(environment) && !earlier.includes(requires)) {
    const message = `'${requires}' does not come before '${environment}': environments stand in promotion order`;
    found.push({ path: [...path, 'requires'], message, at: 'value' });
  }
  return found;
}

function strategy(path: Path, entry: Raw, names: Names): ConfigProblem[] {
  const chosen = entry['strategy'];
  if (typeof chosen !== 'string' || names.strategies.includes(chosen)) return [];
  const message = unknownWord('strategy', chosen, nearest(chosen, names.strategies), names.strategies);
  return [{ path: [...path, 'strategy'], message, at: 'value' }];
}

function object(value: unknown): Raw {
  return isObject(value) && !Array.isArray(value) ? value : {};
}
