/** Which of some people could decide, as far as was looked. */
export interface Able {
  able: string[];
  /** Those who are none of our own people: nobody listens to them, whatever group they are in. */
  outsiders: string[];
  /** False where enough were found before everybody was looked at. */
  everybody: boolean;
}

/**
 * Looks who of these people is one of our own, as the entrance judges them, until `enough` are found: a group may have
 * hundreds. Rejects where it cannot be told of somebody and the others are too few.
 */
export async function ableAmong(
  people: readonly string[],
  enough: number,
  isOurs: (id: string) => Promise<boolean>,
): Promise<Able> {
  const found: Able = { able: [], outsiders: [], everybody: false };
  const unknown: unknown[] = [];
  let rest = [...new Set(people)];
  while (rest.length > 0 && found.able.length < enough) {
    const next = rest.slice(0, enough - found.able.length);
    rest = rest.slice(next.length);
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
