import { describe, expect, it } from 'vitest';
import type { Resolved } from '../../../src/providers/images/image-source.ts';
import { resolveWanted } from '../../../src/requests/resolve.ts';

const repository = 'reg.example/app';
const [old, fresh] = ['a', 'b'].map((each) => `sha256:${each.repeat(64)}`) as [string, string];
const ran = `${repository}:2.4.0@${old}`;

function registry(has: Record<string, string>) {
  const asked: string[] = [];
  const resolve = async (_: string, version: string): Promise<Resolved> => {
    asked.push(version);
    const digest = has[version];
    if (digest === undefined) return { kind: 'unknown', nearest: [] };
    const image = `${repository}:${version}@${digest}`;
    return { kind: 'found', image: { version, image, digest, commit: null, builtAt: null } };
  };
  return { asked, resolve };
}

const wanted = { version: '2.4.0', image: ran };
const back = { kind: 'found', image: { version: '2.4.0', image: ran, digest: old } };

describe('the image that a way back means', () => {
  it('is that of its tag, while this is the one that ran', async () => {
    const source = registry({ '2.4.0': old });
    expect(await resolveWanted(source, repository, wanted)).toMatchObject(back);
    expect(source.asked).toEqual(['2.4.0']);
  });

  it.each<[string, Record<string, string>]>([
    ['was pushed again', { '2.4.0': fresh, [old]: old }],
    ['is gone', { [old]: old }],
  ])('is the one that ran, where its tag %s', async (_what, has) => {
    expect(await resolveWanted(registry(has), repository, wanted)).toMatchObject(back);
  });

  it('is refused where the registry no longer has the one that ran', async () => {
    expect(await resolveWanted(registry({ '2.4.0': fresh }), repository, wanted)).toEqual({
      kind: 'failed',
      detail: 'the image that ran as 2.4.0 (sha256:aaaa…aa) is no longer in the registry',
      why: 'no-image',
    });
  });

  it('is that of its tag, where nobody knows which one ran, or it ran from elsewhere', async () => {
    const source = registry({ '2.4.0': fresh });
    expect(await resolveWanted(source, repository, { version: '2.4.0' })).toMatchObject({ image: { digest: fresh } });
    const elsewhere = { version: '2.4.0', image: `old.example/app:2.4.0@${old}` };
    expect(await resolveWanted(source, repository, elsewhere)).toMatchObject({ image: { digest: fresh } });
  });
});
