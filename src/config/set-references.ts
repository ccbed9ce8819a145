import { nearest } from '../platform/nearest.ts';
import type { ConfigProblem } from './issues.ts';
import { isObject } from './json-schema.ts';
import { type Path, unknownWord } from './problems.ts';
import { cyclesOf } from './set-order.ts';

type Raw = Record<string, unknown>;

/** What sets name, and what services need: all of it must be there, and no service may need itself by way of others. */
export function setReferences(file: Raw): ConfigProblem[] {
  const services = object(file['services']);
  const known = Object.keys(services);
  const needs = known.flatMap((service) => unknownNeeds(service, needsIn(services, service), known));
  const sets = Object.entries(object(file['sets'])).flatMap(([name, set]) => setProblems(file, name, object(set)));
  return [...needs, ...cycles(services), ...sets];
}

function unknownNeeds(service: string, needs: readonly unknown[], known: readonly string[]): ConfigProblem[] {
  const others = known.filter((each) => each !== service);
  return needs.flatMap((needed, index) =>
    typeof needed !== 'string' || known.includes(needed)
      ? []
      : [unknownService(['services', service, 'needs', index], needed, others, 'value')],
  );
}

function cycles(services: Raw): ConfigProblem[] {
  const known = Object.keys(services);
  const needsOf = (service: string) => known.filter((each) => needsIn(services, service).includes(each));
  return cyclesOf(known, needsOf).map((cycle) => {
    const last = cycle.at(-1) ?? '';
    const index = needsIn(services, last).indexOf(cycle[0]);
    const ring = [...cycle, cycle[0]].join(' needs ');
    const message = `closes a circle, so that none of them could come first: ${ring}; take one of these needs out`;
    return { path: ['services', last, 'needs', index], message, at: 'value' as const };
  });
}

function setProblems(file: Raw, name: string, set: Raw): ConfigProblem[] {
  const path = ['sets', name];
  const known = Object.keys(object(file['services']));
  const found: ConfigProblem[] = [];
  if (known.includes(name)) {
    found.push({ path, message: `'${name}' is a service: choose another name`, at: 'key' });
  }
  const named = Object.keys(object(set['services']));
  for (const service of named.filter((each) => !known.includes(each))) {
    found.push(unknownService([...path, 'services', service], service, known, 'key'));
  }
  const { environment } = set;
  return typeof environment === 'string' ? [...found, ...environmentProblems(file, path, environment, named)] : found;
}

/** The environment of a set must be one of each of its services. */
function environmentProblems(file: Raw, path: Path, environment: string, named: readonly string[]): ConfigProblem[] {
  const all = Object.keys(object(file['environments']));
  const at = [...path, 'environment'];
  if (!all.includes(environment)) {
    const message = unknownWord('environment', environment, nearest(environment, all), all);
    return [{ path: at, message, at: 'value' }];
  }
  const services = object(file['services']);
  const without = named.filter((service) => {
    const listed = object(services[service])['environments'];
    return listed !== undefined && !Object.hasOwn(object(listed), environment);
  });
  const message = `${without.join(', ')} ${without.length === 1 ? 'is' : 'are'} not in ${environment}`;
  return without.length > 0 ? [{ path: at, message, at: 'value' }] : [];
}

function unknownService(path: Path, service: string, known: readonly string[], at: 'key' | 'value'): ConfigProblem {
  return { path, message: unknownWord('service', service, nearest(service, known), known), at };
}

function needsIn(services: Raw, service: string): readonly unknown[] {
  const { needs } = object(services[service]) as { needs?: unknown };
  return Array.isArray(needs) ? needs : [];
}

function object(value: unknown): Raw {
  return isObject(value) && !Array.isArray(value) ? value : {};
}
