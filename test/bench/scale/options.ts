import { parseArgs } from 'node:util';
import type { Fleet } from './stage.ts';
import type { StormOrder } from './storm-notes.ts';

export const help = `npm run bench:scale              measures many releases at once (many minutes) and prints tables
  --only start,releases,storm,commands   all by default
start:     --times 5
releases:  --releases 10,100,1000  --workers 1,4  --source scrape,prometheus  --seconds 60
storm:     --bad 200  --healthy 800  --how crash,errors  --source scrape,prometheus  --api-ms 5
commands:  --people 500  --services 100  --mode http,socket
both:      --interval-ms 10000
workers:   --cpu-prof <folder>        leaves a CPU profile of each worker there
           --env NAME=value           a variable of the workers' environment, beside those of the image; may be repeated`;

/** As in the Dockerfile. */
export const imageEnvironment = {
  NODE_OPTIONS: '--max-semi-space-size=16 --expose-gc',
  MALLOC_ARENA_MAX: '1',
  MALLOC_MMAP_THRESHOLD_: '131072',
};

/** As in the Dockerfile: what only the command line takes. */
export const imageOptions = ['--semi-space-growth-factor=16'];

const parts = ['start', 'releases', 'storm', 'commands'] as const;

export interface ScaleOptions {
  only: (typeof parts)[number][];
  help: boolean;
  times: number;
  releases: number[];
  workers: number[];
  sources: Fleet['source'][];
  seconds: number;
  bad: number;
  healthy: number;
  how: StormOrder['how'][];
  apiMs: number;
  intervalMs: number;
  people: number;
  services: number;
  modes: ('http' | 'socket')[];
  profiles: string | null;
  env: Readonly<Record<string, string>>;
}

/** Throws in words for a person where the arguments make no sense. */
export function readOptions(args: readonly string[]): ScaleOptions {
  const text = (usual: string) => ({ type: 'string', default: usual }) as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: text(parts.join(',')),
      help: { type: 'boolean', default: false },
      times: text('5'),
      releases: text('10,100,1000,3000,10000'),
      workers: text('1,4'),
      source: text('scrape,prometheus'),
      seconds: text('60'),
      bad: text('200'),
      healthy: text('800'),
      how: text('crash,errors'),
      'api-ms': text('5'),
      'interval-ms': text('10000'),
      people: text('500'),
      services: text('100'),
      mode: text('http,socket'),
      'cpu-prof': { type: 'string' },
      env: { type: 'string', multiple: true, default: [] },
    },
  });
  return {
    only: chosen('only', values.only, parts),
    help: values.help,
    times: number('times', values.times),
    releases: numbers('releases', values.releases),
    workers: numbers('workers', values.workers),
    sources: chosen('source', values.source, ['scrape', 'prometheus']),
    seconds: number('seconds', values.seconds),
    bad: number('bad', values.bad),
    healthy: number('healthy', values.healthy, 0),
    how: chosen('how', values.how, ['crash', 'errors']),
    apiMs: number('api-ms', values['api-ms'], 0),
    intervalMs: number('interval-ms', values['interval-ms']),
    people: number('people', values.people),
    services: number('services', values.services),
    modes: chosen('mode', values.mode, ['http', 'socket']),
    profiles: values['cpu-prof'] ?? null,
    env: { ...imageEnvironment, ...Object.fromEntries(values.env.map(variable)) },
  };
}

function number(name: string, text: string, least = 1): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least)) throw new Error(`--${name}: a whole number from ${least}, not '${text}'`);
  return value;
}

function variable(text: string): [name: string, value: string] {
  const [, name, value] = /^([A-Z_]+)=(.*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) throw new Error(`--env: NAME=value, not '${text}'`);
  return [name, value];
}

function numbers(name: string, text: string): number[] {
  return text.split(',').map((each) => number(name, each));
}

function chosen<T extends string>(name: string, text: string, known: readonly T[]): T[] {
  return text.split(',').map((each) => {
    const found = known.find((one) => one === each);
    if (found === undefined) throw new Error(`--${name}: ${known.join(', ')}, not '${each}'`);
    return found;
  });
}
