import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const launcher = join(import.meta.dirname, '../../../bin/sluice.js');

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

async function launch(args: string[], node: string[] = []): Promise<Ended> {
  try {
    return { code: 0, ...(await run(process.execPath, [...node, launcher, ...args])) };
  } catch (error) {
    return error as Ended;
  }
}

describe('bin/sluice.js', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'sluice-launcher-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it.each(['12.22.12', '18.20.4', '22.18.0'])('tells a Node %s in one sentence that it is too old', async (version) => {
    const preload = join(dir, 'older.cjs');
    await writeFile(
      preload,
      `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } });`,
    );
    const { code, stderr } = await launch(['version'], ['--require', preload]);
    expect(code).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`needs Node 22.19 or newer, but this is Node ${version}`);
  });

  it('has nothing in it before the check that an old Node could not read', async () => {
    const text = await readFile(launcher, 'utf8');
    expect(text).not.toMatch(/\?\.|\?\?|\|\|=|^import |\bawait\b|^export /m);
  });

  it('starts the command line on this Node', async () => {
    const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8')) as {
      version: string;
    };
    expect(await launch(['version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect((await launch(['valdate'])).code).toBe(2);
  });
});
