import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { createCluster } from '../../bench/scale/cluster.ts';
import { tally } from '../../bench/scale/commands.ts';
import { addressOf, namespaceOf, podOfAddress, serviceOf } from '../../bench/scale/fleet.ts';
import { virtualService } from '../../bench/scale/objects.ts';
import { readOptions } from '../../bench/scale/options.ts';
import { figuresOfStorm, spread } from '../../bench/scale/storm.ts';
import { openStormBook } from '../../bench/scale/storm-notes.ts';

const service = serviceOf(3);
const path = `/apis/networking.istio.io/v1/namespaces/${namespaceOf(3)}/virtualservices/${service}`;

function fake() {
  const written: [number, number][] = [];
  const cluster = createCluster({
    releases: 10,
    idOf: (index) => `r${index}`,
    divided: (index, weight) => written.push([index, weight]),
  });
  const ask = (method: string, at: string, body: unknown = null) =>
    cluster.answer({ method, path: at, selector: null, body });
  return { cluster, written, ask };
}

function withWeight(weight: number, resourceVersion: string) {
  const object = virtualService(3, 'r3');
  const route = [
    { destination: { host: service }, weight: 100 - weight },
    { destination: { host: `${service}-candidate` }, weight },
  ];
  return {
    ...object,
    metadata: { ...object.metadata, resourceVersion },
    spec: { hosts: [service], http: [{ route }] },
  };
}

describe('the fake API server', () => {
  it('keeps a write, tells of its weight, and refuses one that rests on an older version', () => {
    const { written, ask } = fake();
    expect(ask('PUT', path, withWeight(0, '1')).status).toBe(200);
    expect(ask('GET', path).body).toMatchObject({ metadata: { resourceVersion: '2' } });
    expect(ask('PUT', path, withWeight(25, '1')).status).toBe(409);
    expect(written).toEqual([[3, 0]]);
  });

  it('tells the watches of the namespace of a crash, and shows it in lists', () => {
    const { cluster, ask } = fake();
    const heard: string[] = [];
    const stop = cluster.watch(namespaceOf(3), (line) => heard.push(line));
    cluster.crash(3);
    stop();
    cluster.crash(4);
    expect(heard).toHaveLength(1);
    expect(JSON.parse(heard[0] ?? '')).toMatchObject({ type: 'MODIFIED', object: { kind: 'Pod' } });
    const listed = JSON.stringify(ask('GET', `/api/v1/namespaces/${namespaceOf(3)}/pods`).body);
    expect(listed.match(/CrashLoopBackOff/g)).toHaveLength(2);
  });

  it('no longer has what was removed, nor its pods', () => {
    const { ask } = fake();
    const candidate = `/apis/apps/v1/namespaces/${namespaceOf(3)}/deployments/${service}-candidate`;
    expect(ask('DELETE', candidate).status).toBe(200);
    expect(ask('GET', candidate).status).toBe(404);
    expect(ask('GET', path.replace(service, serviceOf(11))).status).toBe(404);
    const pods = ask('GET', `/api/v1/namespaces/${namespaceOf(3)}/pods`).body as { items: unknown[] };
    expect(pods.items).toHaveLength(19);
  });

  it('finds a pod by its address', () => {
    for (const index of [0, 124, 125, 9999])
      expect(podOfAddress(addressOf(index, 'candidate'))).toEqual({ index, track: 'candidate' });
  });
});

describe('a storm', () => {
  it('counts the first weight 0 of each release, and writes of healthy ones apart', () => {
    const book = openStormBook();
    book.asked('before');
    book.began([1, 2, 3], 1000);
    book.asked('GET deployments');
    book.divided(1, 25, 1100, 900);
    book.divided(1, 0, 1200, 900);
    book.divided(1, 0, 9000, 900);
    book.divided(2, 0, 2500, 2000);
    book.divided(7, 0, 1300, 900);
    const { sinceBad, sinceLook, ...rest } = figuresOfStorm(book.storm(), 'errors');
    expect(sinceBad).toMatchObject({ count: 2, p50: 200, max: 1500 });
    expect(sinceLook).toMatchObject({ p50: 300, max: 500 });
    expect(rest).toEqual({ never: 1, others: 1, calls: { 'GET deployments': 1 } });
  });

  it('has figures also where nothing was written', () => {
    const book = openStormBook();
    book.began([1], 1000);
    expect(figuresOfStorm(book.storm(), 'crash')).toMatchObject({ sinceBad: null, never: 1 });
  });

  it('is spread over the fleet', () => {
    expect(spread(1000, 4)).toEqual([0, 250, 500, 750]);
  });
});

it('tells who was answered never, once and more often', () => {
  expect(tally({ 0: 2, 1: 5, 2: 1, 3: 1 })).toEqual({ lost: 2, once: 5, twice: 2 });
});

describe('options', () => {
  it('are the whole measurement by default', () => {
    expect(readOptions([])).toMatchObject({
      only: ['start', 'releases', 'storm', 'commands'],
      bad: 200,
      healthy: 800,
      env: { MALLOC_ARENA_MAX: '1', NODE_OPTIONS: '--max-semi-space-size=16 --expose-gc' },
    });
  });

  it('give the workers what the image gives them', async () => {
    const image = await readFile(new URL('../../../Dockerfile', import.meta.url), 'utf8');
    const said = image.replaceAll('"', '');
    for (const [name, value] of Object.entries(readOptions([]).env)) expect(said).toContain(`${name}=${value}`);
  });

  it('give the workers variables beside those of the image, or in their place', () => {
    const { env } = readOptions(['--env', 'SLUICE_CONCURRENCY=600', '--env', 'NODE_OPTIONS=--a=1 --b']);
    expect(env).toEqual({ ...readOptions([]).env, NODE_OPTIONS: '--a=1 --b', SLUICE_CONCURRENCY: '600' });
  });

  it.each([
    [['--only', 'storms'], /--only: start, releases, storm, commands, not 'storms'/],
    [['--workers', '1,x'], /--workers: a whole number from 1, not 'x'/],
    [['--bad', '0'], /--bad: a whole number from 1, not '0'/],
    [['--env', 'semi'], /--env: NAME=value, not 'semi'/],
  ])('%s is refused in words', (args, words) => {
    expect(() => readOptions(args)).toThrow(words);
  });
});
