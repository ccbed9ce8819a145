import type { ProviderConfig, Query } from '../../../domain/target.ts';
import { type Family, mustChoose, type SettingsOf, unionOf } from '../../family.ts';
import type { MetricKind } from '../kind.ts';
import { none } from './none.ts';
import { prometheus } from './prometheus.ts';
import { scrape } from './scrape.ts';

export const metricKinds = { scrape, prometheus, none } satisfies Record<string, MetricKind>;
export type MetricConfig = SettingsOf<typeof metricKinds>;
export const metricSchema = unionOf(metricKinds);

const family: Family<MetricKind> = {
  folder: 'metrics',
  description: 'Where the figures that are judged come from. Replaced as a whole by the level below.',
  usual: { kind: 'scrape' },
  kinds: metricKinds,
  schema: metricSchema,
  check: {
    what: 'figures',
    inCluster: true,
    applies: () => true,
    well: ({ config }) => config.kind,
    given: () => null,
    remedy({ kind: { remedy } }, { service }) {
      const correct = `correct \`metrics\` of ${service} in the catalogue`;
      return remedy === null ? correct : `${remedy}, or ${correct}`;
    },
  },
  member: 'metrics',
};

const otherIntervalMs = 10_000;

export const metrics = {
  ...family,
  /** What a source of these settings answers. @throws as `mustChoose` */
  answers: (stored: ProviderConfig): readonly Query[] => {
    const { kind, config } = mustChoose(family, stored);
    return kind.answers(config);
  },
  /** How often (ms) a source is asked when the catalogue says nothing. @throws as `mustChoose` */
  usualIntervalMs: (config: ProviderConfig): number =>
    mustChoose(family, config).kind.usualIntervalMs ?? otherIntervalMs,
  /** The same in words. */
  usualIntervals: [
    ...Object.entries(family.kinds).flatMap(([name, { usualIntervalMs }]) =>
      usualIntervalMs === null ? [] : [every(usualIntervalMs, `\`${name}\``)],
    ),
    every(otherIntervalMs, 'other sources'),
  ].join(', '),
};

function every(ms: number, source: string): string {
  return `every ${ms / 1000} s by ${source}`;
}
