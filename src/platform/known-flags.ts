import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { canonicalJson } from '../domain/json.ts';
import type { SwitchSource } from '../switches/switch.ts';
import type { SwitchSettings } from '../switches/switches.ts';
import { sha256 } from './digest.ts';
import type { FlagStorage, ServedFlags } from './unleash.ts';

/** No server tells of more flags than fit in this (bytes). */
const mostBytes = 5_000_000;

const served = z.looseObject({
  version: z.number().default(2),
  features: z.array(z.looseObject({ name: z.string(), enabled: z.boolean(), strategies: z.array(z.unknown()) })),
});
const since = z.record(z.string(), z.object({ face: z.string(), at: z.number().nullable() }));
const backup = z.object({ url: z.string(), at: z.number(), since, flags: served });

/** What is known of the flags that matter, over a restart too. */
export interface KnownFlags extends FlagStorage {
  /** When a flag was seen to become what it is; null where it was never seen to change. */
  since(flag: string): number | null;
  from(): SwitchSource;
  /** The server has answered, with what is known already or with something new. */
  answered(): void;
  /** When it last did; null where it never has. */
  answeredAt(): number | null;
  /** What is wrong with the files, without a full stop. */
  troubles(): string[];
}

export interface KnownFlagsDeps {
  settings: Pick<SwitchSettings, 'url' | 'backup' | 'bootstrap'>;
  /** The flags whose changes are noted. */
  flags: readonly string[];
  now(): number;
}

/**
 * The server's last answer, kept in the backup's folder. Until it answers, that holds, and where there is none, what the
 * bootstrap file says.
 */
export function createKnownFlags({ settings, flags, now }: KnownFlagsDeps): KnownFlags {
  const { url, bootstrap } = settings;
  const path = settings.backup === undefined ? null : join(settings.backup, backupName(url));
  let from: SwitchSource = 'nobody';
  let answeredAt: number | null = null;
  let faces: z.output<typeof since> = {};
  let last: ServedFlags | undefined;
  let reading: Promise<ServedFlags | undefined> | null = null;
  const troubles = new Map<'backup' | 'bootstrap', string>();

  async function kept(): Promise<ServedFlags | undefined> {
    const read = path === null ? null : await readJson(path, backup).catch(noted('backup'));
    if (!read || read.url !== url) return undefined;
    faces = read.since;
    // The server was faster.
    if (last !== undefined) return undefined;
    [from, answeredAt] = ['kept', read.at];
    return read.flags as unknown as ServedFlags;
  }

  async function fromBootstrap(): Promise<ServedFlags | undefined> {
    if (bootstrap === undefined) return undefined;
    const read = await readJson(bootstrap, served).catch(noted('bootstrap'));
    if (read === null && !troubles.has('bootstrap')) troubles.set('bootstrap', `${bootstrap}: there is no such file`);
    if (read === null || last !== undefined) return undefined;
    from = 'bootstrap';
    return read as unknown as ServedFlags;
  }

  function noted(what: 'backup' | 'bootstrap') {
    return (error: unknown) => {
      troubles.set(what, `${what === 'backup' ? path : bootstrap}: ${firstLine(error)}`);
      return null;
    };
  }

  function answered(): void {
    from = 'server';
    answeredAt = now();
  }

  return {
    async get() {
      if (last !== undefined) return last;
      reading ??= kept().then(async (found) => found ?? (await fromBootstrap()));
      return reading;
    },
    async set(answer) {
      last = answer;
      answered();
      await reading;
      // A flag that was never seen before has not changed.
      const first = Object.keys(faces).length === 0;
      faces = Object.fromEntries(
        flags.map((flag) => {
          const face = canonicalJson(answer.features.find(({ name }) => name === flag) ?? null);
          const before = faces[flag];
          return [flag, before?.face === face ? before : { face, at: first ? null : now() }];
        }),
      );
      if (path === null) return;
      const text = JSON.stringify({ url, at: now(), since: faces, flags: answer });
      await write(path, text).then(() => troubles.delete('backup'), noted('backup'));
    },
    since: (flag) => faces[flag]?.at ?? null,
    from: () => from,
    answered,
    answeredAt: () => answeredAt,
    troubles: () => [...troubles.values()],
  };
}

/** One file for each server, so that two Sluices may share a folder. */
function backupName(url: string): string {
  return `sluice-switches-${sha256(url).slice(0, 12)}.json`;
}

/** @returns null where there is no such file @throws where it cannot be read, or is none of these */
async function readJson<S extends z.ZodType>(path: string, schema: S): Promise<z.output<S> | null> {
  const size = await stat(path).then(
    (found) => found.size,
    (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' ? null : Promise.reject(error)),
  );
  if (size === null) return null;
  if (size > mostBytes) throw new Error(`is larger than ${mostBytes / 1_000_000} MB`);
  const read = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new Error(`is not what Unleash answers: ${issue?.path.join('.')} ${issue?.message}`);
}

/** As a whole or not at all. */
async function write(path: string, text: string): Promise<void> {
  await mkdir(join(path, '..'), { recursive: true });
  const fresh = `${path}.${randomUUID()}`;
  try {
    await writeFile(fresh, text, { mode: 0o600 });
    await rename(fresh, path);
  } finally {
    await rm(fresh, { force: true });
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 200) ?? '';
}
