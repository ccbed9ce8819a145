import { imageSchema } from '../providers/images/index.ts';
import { metricSchema } from '../providers/metrics/index.ts';
import { routerSchema } from '../providers/routers/index.ts';
import type { ProviderSchemas } from './schema.ts';

/** The schemas of the providers that Sluice has. */
export const providerSchemas: ProviderSchemas = { routers: routerSchema, metrics: metricSchema, images: imageSchema };
