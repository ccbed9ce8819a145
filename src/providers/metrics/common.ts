/** An error in one line for people; the cause where the message alone says nothing ("fetch failed"). */
export function words(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const because = error.cause instanceof Error ? error.cause.message : '';
  const cause = because !== '' && !error.message.includes(because) ? `: ${because}` : '';
  const line = `${error.message}${cause}`.replace(/\s+/g, ' ').trim();
  return line.length <= 300 ? line : `${line.slice(0, 299)}…`;
}
