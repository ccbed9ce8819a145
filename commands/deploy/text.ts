/** Everything after `because` is the reason, word for word. */
export function splitReason(text: string): { words: string[]; reason: string | null } {
  const match = /(?:^|\s)because\s+(\S[\s\S]*)$/i.exec(text);
  const before = match ? text.slice(0, match.index) : text;
  const words = before.split(/\s+/).filter(Boolean);
  const reason = match?.[1]?.trim().replace(/^["“”](.*)["“”]$/s, '$1');
  return { words, reason: reason || null };
}
