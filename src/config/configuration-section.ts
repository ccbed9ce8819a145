import { z } from 'zod';
import type { Configuration } from '../domain/configuration.ts';
import { field, objectName } from './fields.ts';

const expected = 'expected true, false, or a list of names such as [checkout-config]';

/** ConfigMaps and Secrets that move with a release, as the catalogue has it. A lower level replaces it whole. */
export const configurationSection = z
  .strictObject({
    versioned: z
      .union([z.boolean({ error: expected }), z.array(objectName, { error: expected })], { error: expected })
      .meta({
        description:
          'Which ConfigMaps and Secrets are copied under the name of the release, so that a rollback brings the old content too: `true` for all that the pod template names, or their names. `false`: none any more; the next release names the originals again.',
        examples: [true],
      }),
    secrets: field(
      z.boolean(),
      'Secrets too. Sluice then needs to read, make and delete Secrets in the namespace; with `false` it asks for none of it.',
      true,
    ),
  })
  .meta({ description: 'ConfigMaps and Secrets of the pod template that move with a release.' });
export type WrittenConfiguration = z.output<typeof configurationSection>;

export function configurationOf({ versioned, secrets }: WrittenConfiguration): Configuration {
  return { versioned: versioned === true ? 'all' : versioned === false ? [] : versioned, secrets: secrets ?? true };
}
