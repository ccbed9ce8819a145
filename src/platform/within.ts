/** What the work gives, or `late` where it takes longer than `ms`. Rejects as the work does; the work itself goes on. */
export async function within<T, L>(ms: number, work: Promise<T>, late: L): Promise<T | L> {
  const { promise, resolve } = Promise.withResolvers<L>();
  const timer = setTimeout(resolve, ms, late);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
