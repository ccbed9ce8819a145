import { z } from 'zod';
import type { ImageKind } from '../kind.ts';

const schema = z
  .strictObject({
    kind: z.literal('oci'),
    insecure: z
      .boolean()
      .optional()
      .meta({ description: 'Plain HTTP. Loopback addresses get it anyway.', default: false }),
  })
  .meta({
    description:
      'A registry with the OCI Distribution API. Credentials come from the Docker configuration file (`DOCKER_CONFIG`), under `auths`; helper programs are not run.',
  });
export type OciConfig = z.infer<typeof schema>;

export const oci: ImageKind<typeof schema> = {
  schema,
  permissions: [],
  objects: () => [],
  insteadOfAsking: null,
};
