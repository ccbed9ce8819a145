import { z } from 'zod';
import { duration, field, label, name } from './fields.ts';

const usualBake = 'Default: `train.soak`.';

/** What differs at a place of an environment. */
const differs = {
  cluster: field(name, 'A name from `clusters`. Default: that of the environment.'),
  namespace: field(label, 'Default: that of the environment.'),
  bake: field(
    duration,
    `How long the version must have been in here before the next ring gets it; of a ring, the longest counts. ${usualBake}`,
  ),
};

/**
 * The places of an environment, in the order in which they get a version.
 * @param common what may be said at every level
 */
export function placesSection<T extends z.core.$ZodLooseShape>(common: T) {
  const place = z.strictObject({
    name: name.meta({ description: 'By which commands name it: `/deploy checkout 2.4.1 to production/eu`.' }),
    ring: field(
      name,
      'Places that follow each other and name the same ring get a version side by side, `train.sideBySide` at a time. Default: a ring of its own.',
    ),
    ...differs,
    ...common,
  });
  return field(
    z.array(place, { error: 'expected a list of places' }).min(1, { error: 'name at least one place' }),
    'Where the environment has several clusters or namespaces: the places, in the order in which they get a version, each by a release of its own. A place that says `approval` asks for one of its own; for the others, that of the first one counts.',
  );
}

/** What differs at the places for one service. @param common what may be said at every level */
export function placesHere<T extends z.core.$ZodLooseShape>(common: T) {
  return field(
    z.record(name, z.strictObject({ ...differs, ...common }).nullable()),
    'The places of the environment that this service is in, each with what differs there. Default: all.',
  );
}
