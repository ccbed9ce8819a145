/** A line that is neither of the two text formats, or longer than any that is read. */
export class ExpositionError extends Error {
  override name = 'ExpositionError';
  readonly line: number;

  constructor(line: number, why: string) {
    super(`line ${line}: ${why}`);
    this.line = line;
  }
}
