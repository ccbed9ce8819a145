/** An error in one line for people; the cause where the message alone says nothing ("fetch failed"). */
export function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const because = error.cause instanceof Error ? error.cause.message : '';
  const cause = because !== '' && !error.message.includes(because) ? `: ${because}` : '';
  const line = `${error.message}${cause}`.replace(/\s+/g, ' ').trim();
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}

/** `work` for each item, at most `limit` of them at a time; results in the items' order. */
export async function mapLimit<T, R>(items: readonly T[], limit: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const queue = items.entries();
  async function run() {
    for (const [index, item] of queue) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, run));
  return results;
}
