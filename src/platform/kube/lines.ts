/** Longest line that is kept; etcd takes objects up to 1.5 MB, so this is beyond any real event. */
const maxLine = 64 * 1024 * 1024;

/** The non-empty lines of a stream of bytes. A character cut in two by a chunk is put together; throws past 64 MB. */
export async function* lines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let parts: string[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      const line = parts.join('') + piece;
      parts = [];
      length = 0;
      if (line.trim() !== '') yield line;
    }
    parts.push(last);
    length += last.length;
    if (length > maxLine) throw new Error(`a line is longer than ${maxLine} characters`);
  }
  const rest = parts.join('');
  if (rest.trim() !== '') yield rest;
}
