import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { terminal } from './cli.ts';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'sluice-cli-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function file(text: string): Promise<string> {
  const path = join(dir, 'sluice.yaml');
  await writeFile(path, text);
  return path;
}

const good = `version: 1
environments: { staging: {}, production: {} }
services:
  checkout: { image: a/checkout, channel: '#r' }
  search: { image: a/search, channel: '#r' }
`;

describe('sluice validate', () => {
  it('counts what a valid catalogue has', async () => {
    const cli = terminal();
    const path = await file(good);
    expect(await cli.run('validate', path)).toBe(0);
    expect(cli.out()).toBe(`${path}: ok, 2 services in 2 environments`);
  });

  it('takes the file that the environment names when none is given', async () => {
    const path = await file(good);
    const cli = terminal({}, { SLUICE_CATALOGUE: path });
    expect(await cli.run('validate')).toBe(0);
    expect(cli.out()).toContain(path);
  });

  it('tells all problems with their lines, and counts them', async () => {
    const cli = terminal();
    const path = await file(`${good}  web: { imag: a/web, strategy: canry }\n`);
    expect(await cli.run('validate', path)).toBe(1);
    expect(cli.err()).toMatch(/sluice\.yaml:6 services\.web\.imag: .*did you mean 'image'/);
    expect(cli.err()).toMatch(/sluice\.yaml:6 services\.web\.strategy: .*'canary'/);
    expect(cli.err()).toMatch(/\d problems$/);
    expect(cli.out()).toBe('');
  });

  it('says that a file is not there', async () => {
    const cli = terminal();
    expect(await cli.run('validate', join(dir, 'nowhere.yaml'))).toBe(1);
    expect(cli.err()).toContain('nowhere.yaml: there is no such file');
  });
});

describe('sluice schema', () => {
  it('prints a JSON Schema that an editor can read', async () => {
    const cli = terminal();
    expect(await cli.run('schema')).toBe(0);
    expect(JSON.parse(cli.out())).toMatchObject({ type: 'object', properties: { services: {}, environments: {} } });
  });
});
