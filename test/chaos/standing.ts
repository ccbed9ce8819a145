import { z } from 'zod';
import type { Evidence, ReleaseLog } from './evidence.ts';
import { endOf, placeIn, planIn } from './read-log.ts';
import type { Plan } from './shapes.ts';

/** The image of the last release of a place that brought one in; null where none did. */
function lastImage(place: string, logs: readonly ReleaseLog[]): string | null {
  const last = logs
    .filter((log) => placeIn(log) === place && stays(log) && bringsIn(planIn(log)?.plan))
    .sort((one, other) => (endOf(one)?.at ?? 0) - (endOf(other)?.at ?? 0))
    .at(-1);
  return (last && planIn(last)?.plan.to.image) ?? null;
}

/** Its version is in, be it that its flags went back. */
function stays(log: ReleaseLog): boolean {
  return ['succeeded', 'kept'].includes(endOf(log)?.outcome ?? '');
}

/** A version that only gets copies goes again, and a flag by itself brings none. */
function bringsIn(plan: Plan | undefined): boolean {
  return plan?.steps.some(({ action }) => /^workload\.(update|partition)$/.test(action.kind)) ?? false;
}

/** What must run where `line` (`place image`) ran first. */
export function wanted(line: string, logs: readonly ReleaseLog[]): string {
  const place = line.split(' ')[0] ?? '';
  const image = lastImage(place, logs);
  return image === null ? line : `${place} ${image}`;
}

const containers = z.tuple([z.looseObject({ image: z.string() })]).rest(z.unknown());
const workloadSchema = z.looseObject({
  spec: z.looseObject({ template: z.looseObject({ spec: z.looseObject({ containers }) }) }),
});

/** Every object is to the letter what it was; the workload of a place with a success differs by its image alone. */
export function changedObjects({ logs, objects, objectsFirst }: Evidence): string[] {
  const changed = Object.entries(objectsFirst).flatMap(([name, text]) => {
    const should = expected(name, text, logs);
    return objects[name] === should ? [] : [`${name} should be ${should}, is ${objects[name] ?? 'gone'}`];
  });
  const made = Object.keys(objects).filter((name) => !(name in objectsFirst));
  return [...changed, ...made.map((name) => `${name} was not there before`)];
}

const workloads = ['Deployment', 'StatefulSet', 'DaemonSet'];

function expected(name: string, text: string, logs: readonly ReleaseLog[]): string {
  const [kind, place = ''] = name.split(' ');
  const image = workloads.includes(kind ?? '') ? lastImage(place, logs) : null;
  if (image === null) return text;
  const object: unknown = JSON.parse(text);
  // The parsed copy is for the check alone: the text keeps its order of keys only where the object itself is changed.
  const was = workloadSchema.parse(object).spec.template.spec.containers[0].image;
  return JSON.stringify(object).replace(JSON.stringify(was), JSON.stringify(image));
}
