/** Which of some people could decide, as far as was looked. */
export interface Able {
  able: string[];
  /** Those who are none of our own people: nobody listens to them, whatever group they are in. */
  outsiders: string[];
  /** False where enough were found before everybody was looked at. */
  everybody: boolean;
}

/** Nobody looks through more people than this: a group of a thousand guests would take all of Slack's patience. */
const mostLookedAt = 200;
/** At once; where the first few are none of ours, many are as a rule. */
const largestBatch = 20;

/**
 * Looks who of these people is one of our own, as the entrance judges them, until `enough` are found: a group may have
 * hundreds. Rejects where the others are too few and it cannot be told of somebody, or there are more than 200.
 */
export async function ableAmong(
  people: readonly string[],
  enough: number,
  isOurs: (id: string) => Promise<boolean>,
): Promise<Able> {
  const found: Able = { able: [], outsiders: [], everybody: false };
  const unknown: unknown[] = [];
  const all = [...new Set(people)];
  let rest = all;
  let batch = enough;
  while (rest.length > 0 && found.able.length < enough) {
    const looked = all.length - rest.length;
    if (looked >= mostLookedAt) throw new Error(`none or too few of the first ${looked} people are full members`);
    const next = rest.slice(0, Math.min(batch, mostLookedAt - looked));
    rest = rest.slice(next.length);
    batch = Math.max(batch, Math.min(batch * 2, largestBatch));
    const told = await Promise.allSettled(next.map(isOurs));
    told.forEach((each, index) => {
      const [id = ''] = next.slice(index);
      if (each.status === 'rejected') unknown.push(each.reason);
      else (each.value ? found.able : found.outsiders).push(id);
    });
  }
  if (found.able.length < enough && unknown.length > 0) throw unknown[0];
  return { ...found, everybody: rest.length === 0 && unknown.length === 0 };
}
