import { buckets, type Counted, contentTypes, type MetricsFormat, type Page, type Process } from './page.ts';

type Labels = Readonly<Record<string, string>>;

/** Sums over some requests. */
type Summed = Pick<Counted, 'count' | 'slots' | 'sum'>;

/** Requests under the labels that a page gives them; those with the same labels are added. */
export function under(counted: readonly Counted[], labelsOf: (one: Counted) => Labels): [Labels, Summed][] {
  const all = new Map<string, [Labels, Summed]>();
  for (const one of counted) {
    const labels = labelsOf(one);
    const key = JSON.stringify(labels);
    const [, before] = all.get(key) ?? [labels, { count: 0, slots: [], sum: 0 }];
    const slots = one.slots.map((count, at) => count + (before.slots[at] ?? 0));
    all.set(key, [labels, { count: before.count + one.count, slots, sum: before.sum + one.sum }]);
  }
  return [...all.values()];
}

export function series(name: string, labels: Labels, value: number): string {
  const shown = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return shown.length === 0 ? `${name} ${value}` : `${name}{${shown.join(',')}} ${value}`;
}

/** A family with its help and type. OpenMetrics names a counter without its `_total`. */
export function family(
  format: MetricsFormat,
  [name, type, help]: readonly [name: string, type: string, help: string],
  lines: readonly string[],
): string[] {
  const named = format === 'openMetrics' && type === 'counter' ? name.replace(/_total$/, '') : name;
  return [`# HELP ${named} ${help}`, `# TYPE ${named} ${type}`, ...lines];
}

/** The lines of a histogram under each set of labels. */
export function histogram(format: MetricsFormat, name: string, all: readonly [Labels, Summed][]): string[] {
  return all.flatMap(([labels, { slots, sum }]) => {
    let total = 0;
    const lines = slots.map((count, at) => {
      total += count;
      return series(`${name}_bucket`, { ...labels, le: boundText(buckets[at], format) }, total);
    });
    return [...lines, series(`${name}_sum`, labels, sum), series(`${name}_count`, labels, total)];
  });
}

/** When the process began. */
export function began(format: MetricsFormat, { startedAt }: Process): string[] {
  const about = ['process_start_time_seconds', 'gauge', 'Start of the process, in seconds since the epoch.'] as const;
  return family(format, about, [series(about[0], {}, startedAt / 1000)]);
}

export function textPage(format: MetricsFormat, lines: readonly string[]): Page {
  const end = format === 'openMetrics' ? ['# EOF', ''] : [''];
  return { contentType: contentTypes[format], body: [...lines, ...end].join('\n') };
}

/** OpenMetrics wants bounds as floats (`1.0`), the older format has them as they come (`1`). */
function boundText(bound: number | undefined, format: MetricsFormat): string {
  if (bound === undefined) return '+Inf';
  return format === 'openMetrics' && Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
