import { execFile } from 'node:child_process';
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import lock from '../../../package-lock.json' with { type: 'json' };

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const launcher = join(root, 'bin/sluice.js');

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

async function end(program: string, args: string[], options?: { cwd: string; env: NodeJS.ProcessEnv }): Promise<Ended> {
  try {
    return { code: 0, ...(await run(program, args, { ...options, encoding: 'utf8' })) };
  } catch (error) {
    return error as Ended;
  }
}

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sluice-launcher-'));
});
afterAll(() => rm(dir, { recursive: true }));

/** A file that makes any Node that reads it first say that it is of this version. */
async function pretend(version: string): Promise<string> {
  const preload = join(dir, `${version}.cjs`);
  const said = `{ value: { ...process.versions, node: '${version}' } }`;
  await writeFile(preload, `Object.defineProperty(process, 'versions', ${said});`);
  return preload;
}

function expectOneSentence({ code, stdout, stderr }: Ended, version: string): void {
  expect(stderr.trim().split('\n')).toHaveLength(1);
  expect(stderr).toContain(`needs Node 22.19 or newer, but this is Node ${version}`);
  expect(stdout).toBe('');
  expect(code).toBe(1);
}

describe('bin/sluice.js', () => {
  it.each(['12.22.12', '18.20.4', '22.18.0'])('tells a Node %s in one sentence that it is too old', async (version) => {
    expectOneSentence(await end(process.execPath, ['--require', await pretend(version), launcher, 'version']), version);
  });

  it.each(['sluice.js', 'node-version.js'])('has nothing in %s that an old Node could not read', async (file) => {
    const text = await readFile(join(root, 'bin', file), 'utf8');
    expect(text).not.toMatch(/\?\.|\?\?|\|\|=|^import |\bawait\b|^export /m);
  });

  it('starts the command line on this Node', async () => {
    const { version } = manifest;
    expect(await end(process.execPath, [launcher, 'version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect((await end(process.execPath, [launcher, 'valdate'])).code).toBe(2);
  });
});

/** A script where nothing is but its own words and `bin/`, with an old Node: so none that forgets to look gets far. */
async function script(text: string, version: string): Promise<Ended> {
  await cp(join(root, 'bin'), join(dir, 'bin'), { recursive: true });
  await cp(join(root, 'package.json'), join(dir, 'package.json'));
  await writeFile(join(dir, 'node'), `#!/bin/sh\nexec '${process.execPath}' -r '${await pretend(version)}' "$@"\n`);
  await chmod(join(dir, 'node'), 0o755);
  return end('/bin/sh', ['-c', text], { cwd: dir, env: { ...process.env, PATH: `${dir}:/usr/bin:/bin` } });
}

describe('the scripts of npm', () => {
  it.each(Object.entries(manifest.scripts))('%s: an old Node is told in one sentence', async (_, text) => {
    expectOneSentence(await script(text, '20.20.2'), '20.20.2');
  });

  it('say what Vitest says when it is started by itself', async () => {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const ended = await end(process.execPath, ['-r', await pretend('20.20.2'), vitest, 'run', '--root', root]);
    expectOneSentence(ended, '20.20.2');
  });

  it('are no hooks, which npm leaves out when it is to ignore scripts', () => {
    const names = Object.keys(manifest.scripts);
    expect(names.filter((name) => /^(pre|post)/.test(name))).toEqual([]);
  });
});

describe('an installation without install scripts', () => {
  const packages: Record<string, object> = lock.packages;

  it('leaves out none that is needed: every package that has one is denied it', () => {
    const scripted = Object.keys(packages).filter((path) => 'hasInstallScript' in (packages[path] ?? {}));
    const denied = Object.fromEntries(scripted.map((path) => [path.replace(/^.*node_modules\//, ''), false]));
    expect(manifest.allowScripts).toEqual(denied);
  });

  it('has a Node for every platform that has one on npm', () => {
    expect(manifest.optionalDependencies).not.toEqual({});
    for (const name of Object.keys(manifest.optionalDependencies)) {
      expect(packages[`node_modules/${name}`]).toMatchObject({ bin: { node: expect.stringMatching(/^bin\/node/) } });
    }
  });
});
