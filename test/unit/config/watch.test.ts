import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Catalogue } from '../../../src/config/catalogue.ts';
import { createCatalogueReader, InvalidCatalogue } from '../../../src/config/load.ts';
import type { Problem } from '../../../src/config/problems.ts';
import { type CatalogueHolder, createCatalogueHolder } from '../../../src/config/watch.ts';
import { stubProviders } from './stub-providers.ts';

const reader = createCatalogueReader(stubProviders);

function text(channel: string): string {
  return `version: 1\nenvironments: { staging: {} }\nservices: { checkout: { image: a/b, channel: ${channel} } }\n`;
}

function channelOf(catalogue: Catalogue): string | undefined {
  return catalogue.services[0]?.targets[0]?.channel;
}

type Told = { changed: string | undefined } | { refused: Problem[] };

/** Collects what the holder tells, and lets a test await the next. */
function ears() {
  const told: Told[] = [];
  let wake: () => void = () => {};
  return {
    onChange(catalogue: Catalogue) {
      told.push({ changed: channelOf(catalogue) });
      wake();
    },
    onRefused(refused: Problem[]) {
      told.push({ refused });
      wake();
    },
    async next(): Promise<Told | undefined> {
      if (told.length === 0) await new Promise<void>((resolve) => (wake = resolve));
      return told.shift();
    },
    told,
  };
}

let folder: string;
let path: string;
let holder: CatalogueHolder | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sluice-catalogue-'));
  path = join(folder, 'sluice.yaml');
});
afterEach(async () => {
  holder?.close();
  await rm(folder, { recursive: true });
});

/** Events only: the slow poll never comes. */
async function hold(heard: ReturnType<typeof ears>) {
  holder = await createCatalogueHolder(path, { reader, settleMs: 10, pollMs: 3_600_000, ...heard });
  return holder;
}

describe('a catalogue that is edited while Sluice runs', () => {
  it('is picked up when it is written in place', async () => {
    await writeFile(path, text('one'));
    const heard = ears();
    const { current } = await hold(heard);
    expect(channelOf(current())).toBe('one');

    await writeFile(path, text('two'));

    expect(await heard.next()).toEqual({ changed: 'two' });
    expect(channelOf(current())).toBe('two');
  });

  it('is picked up when an editor puts a new file in its place, time and again', async () => {
    await writeFile(path, text('one'));
    const heard = ears();
    await hold(heard);

    for (const channel of ['two', 'three', 'four']) {
      await writeFile(join(folder, '.sluice.yaml.swp'), text(channel));
      await rename(join(folder, '.sluice.yaml.swp'), path);

      expect(await heard.next()).toEqual({ changed: channel });
    }
  });

  it('is picked up when Kubernetes swaps the folder of a ConfigMap', async () => {
    const publish = async (version: string, channel: string) => {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'sluice.yaml'), text(channel));
      await symlink(version, join(folder, '..data_tmp'));
      await rename(join(folder, '..data_tmp'), join(folder, '..data'));
    };
    await publish('..2026_1', 'one');
    await symlink(join('..data', 'sluice.yaml'), path);
    const heard = ears();
    const { current } = await hold(heard);

    await publish('..2026_2', 'two');

    expect(await heard.next()).toEqual({ changed: 'two' });
    expect(channelOf(current())).toBe('two');
  });

  it('is refused where it is not valid: told once, and the old one is kept', async () => {
    await writeFile(path, text('one'));
    const heard = ears();
    const { current, refused, check } = await hold(heard);

    await writeFile(path, `${text('two')}servces: {}\n`);

    expect(await heard.next()).toMatchObject({ refused: [{ line: 4, path: 'servces' }] });
    expect(channelOf(current())).toBe('one');
    expect(refused()).toHaveLength(1);
    await check();
    await check();
    expect(heard.told).toEqual([]);

    await writeFile(path, text('two'));

    expect(await heard.next()).toEqual({ changed: 'two' });
    expect(refused()).toEqual([]);
  });

  it('that is put back to what is in force is no change, and nothing is wrong any more', async () => {
    await writeFile(path, text('one'));
    const heard = ears();
    const { refused, check } = await hold(heard);
    await writeFile(path, 'version: 2');
    expect(await heard.next()).toHaveProperty('refused');

    await writeFile(path, text('one'));
    await check();

    expect(refused()).toEqual([]);
    expect(heard.told).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['what is not valid', 'version: 1\nenvironments: { sta'],
    ['what is valid by chance', text('half')],
  ])('is not taken for what stands there while it is being written: %s', async (_, half) => {
    const looks = [text('one'), half];
    const writing = { ...reader, load: async () => reader.parse(looks.shift() ?? text('two'), path) };
    const heard = ears();
    holder = await createCatalogueHolder(path, { reader: writing, settleMs: 10, pollMs: 3_600_000, ...heard });

    await holder.check();

    expect(await heard.next()).toEqual({ changed: 'two' });
    expect(heard.told).toEqual([]);
  });

  it('is not read again by a look that finds the same text', async () => {
    await writeFile(path, text('one'));
    const load = vi.fn(reader.load);
    holder = await createCatalogueHolder(path, { reader: { ...reader, load }, settleMs: 10, pollMs: 3_600_000 });

    await holder.check();
    await holder.check();

    expect(load).toHaveBeenCalledTimes(1);
  });

  it('that is refused is not read again either', async () => {
    await writeFile(path, text('one'));
    const load = vi.fn(reader.load);
    const heard = ears();
    holder = await createCatalogueHolder(path, {
      reader: { ...reader, load },
      settleMs: 10,
      pollMs: 3_600_000,
      ...heard,
    });
    await writeFile(path, 'version: 2');
    expect(await heard.next()).toHaveProperty('refused');
    await holder.check();
    const reads = load.mock.calls.length;

    await holder.check();

    expect(load).toHaveBeenCalledTimes(reads);
  });

  it('that is taken away is told, and the old one is kept', async () => {
    await writeFile(path, text('one'));
    const heard = ears();
    const { current } = await hold(heard);

    await rm(path);

    expect(await heard.next()).toMatchObject({ refused: [{ line: null, message: 'there is no such file' }] });
    expect(channelOf(current())).toBe('one');
  });

  it('is found by the poll where the file system tells no events', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'sluice-elsewhere-'));
    await writeFile(join(elsewhere, 'real.yaml'), text('one'));
    await symlink(join(elsewhere, 'real.yaml'), path);
    const heard = ears();
    holder = await createCatalogueHolder(path, { reader, pollMs: 20, ...heard });

    await writeFile(join(elsewhere, 'real.yaml'), text('two'));

    expect(await heard.next()).toEqual({ changed: 'two' });
    await rm(elsewhere, { recursive: true });
  });
});

it('a catalogue that is invalid at the start is an error with all its problems', async () => {
  await writeFile(path, 'version: 2');
  await expect(createCatalogueHolder(path, { reader })).rejects.toThrow(InvalidCatalogue);
  await expect(createCatalogueHolder(path, { reader })).rejects.toThrow(/^sluice.yaml:1 environments: is missing\n/);
});
