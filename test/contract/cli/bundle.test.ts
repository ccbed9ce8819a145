import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual, promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { type FoundRedis, findRedis } from '../../../sandbox/redis/index.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');

const boardPassword = 'a-password-of-the-test';

let image: string;
let sizes: string;
beforeAll(async () => {
  image = await mkdtemp(join(tmpdir(), 'sluice-image-'));
  const { stdout } = await run(process.execPath, ['scripts/image.ts', image], { cwd: root });
  sizes = stdout;
});
afterAll(() => rm(image, { recursive: true, force: true }));

/** No NODE_PATH, no sources: only what is in the image. */
function env(more: Record<string, string> = {}): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: image, ...more };
}

/** Series by whatever id, with these counts. */
const countsOf = (...counts: number[]) =>
  expect.toSatisfy((series: object) => isDeepStrictEqual(Object.values(series), counts));

describe('the bundle, on its own in a folder', () => {
  it('tells its version and validates a catalogue', async () => {
    const launcher = join(image, 'bin/sluice.js');
    const example = join(root, 'manifests/sluice.example.yaml');
    const told = await run(process.execPath, [launcher, 'version'], { env: env() });
    expect(told.stdout).toBe(`${manifest.version}\n`);
    const { stdout } = await run(process.execPath, [launcher, 'validate', example], { env: env() });
    expect(stdout).toContain('ok, 3 services in 2 environments');
  });

  it('is small, and is what the Dockerfile makes', async () => {
    const [, total = ''] = /([\d.]+) MB {2}total/.exec(sizes) ?? [];
    expect(Number(total)).toBeGreaterThan(5);
    expect(Number(total)).toBeLessThan(25);
    expect(await readFile(join(root, 'Dockerfile'), 'utf8')).toContain('node scripts/image.ts');
  });

  it('is built from files that .dockerignore lets through', async () => {
    const copied = /^COPY (?!--from)(.+) \S+$/gm;
    const lines = [...(await readFile(join(root, 'Dockerfile'), 'utf8')).matchAll(copied)];
    const letThrough = (await readFile(join(root, '.dockerignore'), 'utf8')).split('\n');
    const sources = lines.flatMap(([, names = '']) => names.split(' '));
    expect(sources).toContain('scripts');
    expect(letThrough).toEqual(expect.arrayContaining(sources.map((source) => `!${source}`)));
  });

  it('has the thread that draws beside it, and its fonts', async () => {
    const thread = new Worker(join(image, 'dist/chart-thread.js'), { env: env() });
    const pictureOf = async (word: string): Promise<number[]> => {
      thread.postMessage({
        svg: `<svg xmlns="http://www.w3.org/2000/svg" width="64" height="32"><text y="20">${word}</text></svg>`,
      });
      const [{ png }] = await once(thread, 'message');
      return [...png];
    };
    const [blank, written] = [await pictureOf(''), await pictureOf('Sluice')];
    await thread.terminate();
    expect(blank.slice(0, 4)).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(written).not.toEqual(blank);
  });

  it('has the threads that read pages and lists beside it', async () => {
    const settings = { requests: { metric: 'hits', errors: { label: 'code', matches: '(?i)error' } }, durations: null };
    const text = 'hits{code="ERROR"} 3\nhits{code="OK"} 4\n';
    const series = { requests: countsOf(3, 4), failures: countsOf(3) };
    const page = await answerOf('page-thread', { kind: 'page', text, settings });
    expect(page).toMatchObject({ kind: 'page', reading: { series } });
    expect(await answerOf('tags-thread', ['{"tags":["1.0.0","1.2.0"]}'])).toEqual({
      tags: ['1.2.0', '1.0.0'],
      unreadable: 0,
    });
  });

  it("has PostgreSQL's parser beside it", async () => {
    const statements = [{ text: 'DROP TABLE orders', destroys: 'drops a table' }];
    expect(await answerOf('sql-thread', 'DROP TABLE orders')).toEqual({ kind: 'read', statements });
  });

  it('knows a pattern that could take for ever', async () => {
    const example = await readFile(join(root, 'manifests/sluice.example.yaml'), 'utf8');
    const catalogue = join(image, 'sluice.yaml');
    const metrics =
      'defaults:\n  metrics: { kind: scrape, requests: { errors: { label: code, matches: "(a)\\\\1" } } }\n';
    await writeFile(catalogue, example.replace('defaults:\n', metrics));
    const told = run(process.execPath, [join(image, 'bin/sluice.js'), 'validate', catalogue], { env: env() });
    await expect(told).rejects.toMatchObject({ stderr: expect.stringContaining('is not a regular expression of RE2') });
  });

  describe('as a worker', () => {
    let redis: FoundRedis;
    beforeAll(async () => {
      redis = await findRedis(process.env, () => undefined);
    });
    afterAll(() => redis.stop());

    it('becomes ready, is healthy, and stops gently when it is asked to', async () => {
      const worker = startWorker(redis.url);
      const port = await readyPort(worker);
      for (const path of ['healthz', 'readyz', 'metrics']) {
        expect((await fetch(`http://127.0.0.1:${port}/${path}`)).status).toBe(200);
      }
      const board = `http://127.0.0.1:${port}/queues`;
      expect((await fetch(board)).status).toBe(401);
      const headers = { authorization: `Basic ${btoa(`sluice:${boardPassword}`)}` };
      expect(await (await fetch(board, { headers })).text()).toContain('<title>Sluice</title>');
      const read = text(worker.stdout);
      const ended = new Promise((resolve) => worker.once('exit', resolve));
      worker.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(await read).toContain('NativeModule http,');
      expect(await read, 'a second HTTP client').not.toContain('internal/deps/undici');
    });
  });
});

async function answerOf(name: string, order: unknown): Promise<unknown> {
  const thread = new Worker(join(image, `dist/${name}.js`), { env: env() });
  const answered = once(thread, 'message');
  thread.postMessage(order);
  const [answer] = await answered;
  await thread.terminate();
  return answer;
}

/** At its end a process tells which parts of Node it has read. */
const tells = 'process.once("exit",()=>process.stdout.write(process.moduleLoadList.join()))';

type Started = ChildProcessByStdio<null, Readable, null>;

function startWorker(redisUrl: string): Started {
  const settings = {
    REDIS_URL: redisUrl,
    SLUICE_PREFIX: `{bundle-${process.pid}}`,
    SLUICE_CATALOGUE: join(root, 'manifests/sluice.example.yaml'),
    SLUICE_KUBECONFIG: join(image, 'none'),
    SLUICE_HOST: '127.0.0.1',
    SLACK_BOT_TOKEN: 'xoxb-not-used',
    SLACK_API_URL: 'http://127.0.0.1:1/',
    PORT: '0',
    SLUICE_BOARD_PASSWORD: boardPassword,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tells)}`,
  };
  return spawn(process.execPath, [join(image, 'bin/sluice.js'), 'run', '--role', 'worker'], {
    env: env(settings),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function readyPort(worker: Started): Promise<number> {
  return new Promise((resolve, reject) => {
    worker.once('exit', (code) => reject(new Error(`the worker ended with ${code} before it was ready`)));
    worker.stdout.setEncoding('utf8').on('data', (text: string) => {
      const port = /"port":(\d+).*"msg":"Sluice is ready"/.exec(text)?.[1];
      if (port) resolve(Number(port));
    });
  });
}
