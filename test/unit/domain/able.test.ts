import { describe, expect, it } from 'vitest';
import { ableAmong } from '../../../src/domain/able.ts';

const people = (count: number) => Array.from({ length: count }, (_, index) => `U${index}`);

/** Who is one of ours, with how many were asked about, and how often some were asked about at once. */
function directory(ours: (id: string) => boolean) {
  const seen = { asked: 0, batches: 0 };
  let open = 0;
  return {
    seen,
    async isOurs(id: string) {
      seen.asked += 1;
      if (open === 0) seen.batches += 1;
      open += 1;
      await Promise.resolve();
      open -= 1;
      return ours(id);
    },
  };
}

describe('who could decide', () => {
  it('is looked for no further than it takes', async () => {
    const { isOurs, seen } = directory(() => true);
    expect(await ableAmong(people(500), 2, isOurs)).toEqual({ able: ['U0', 'U1'], outsiders: [], everybody: false });
    expect(seen.asked).toBe(2);
  });

  it('is found behind many guests in a few goes', async () => {
    const { isOurs, seen } = directory((id) => id === 'U100');
    expect((await ableAmong(people(150), 1, isOurs)).able).toEqual(['U100']);
    expect(seen.batches).toBeLessThan(12);
  });

  it('is unknown where nobody of the first two hundred is', async () => {
    const { isOurs, seen } = directory(() => false);
    await expect(ableAmong(people(1000), 1, isOurs)).rejects.toThrow('200 people');
    expect(seen.asked).toBe(200);
  });

  it('is unknown where it cannot be told of somebody and the others are too few', async () => {
    const isOurs = async (id: string) => {
      if (id === 'U1') throw new Error('Slack does not answer');
      return id === 'U2';
    };
    expect(await ableAmong(people(3), 1, isOurs)).toMatchObject({ able: ['U2'] });
    await expect(ableAmong(people(3), 2, isOurs)).rejects.toThrow('Slack does not answer');
  });
});
