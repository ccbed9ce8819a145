import { z } from 'zod';
import type { ProviderConfig } from '../../domain/target.ts';
import type { MetricDeps, MetricSource } from './metric-source.ts';
import { createNone, noneSchema } from './none.ts';
import { createScrape, scrapeSchema } from './scrape.ts';

export const metricSchema = z.discriminatedUnion('kind', [scrapeSchema, noneSchema]);
