import { imageSchema } from './images/index.ts';
import { incidentSchema } from './incidents/index.ts';
import { metricSchema, usualIntervalMs } from './metrics/index.ts';
import { routerSchema } from './routers/index.ts';

/** The settings that each family of providers understands, for the catalogue's schema. */
export const providerSchemas = {
  images: imageSchema,
  incidents: incidentSchema,
  metrics: metricSchema,
  routers: routerSchema,
  usualIntervalMs,
};
