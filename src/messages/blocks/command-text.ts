import { limits } from './block-limits.ts';

/** What stands after `/deploy` in a button that types it. A reason that would be too long is left out. */
export function commandText(words: readonly string[], reason: string | null): string {
  const plain = words.join(' ');
  const whole = reason ? `${plain} because ${reason}` : plain;
  return whole.length > limits.value ? plain : whole;
}
