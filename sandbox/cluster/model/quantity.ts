/** A `resource.Quantity`: a number, and whether it is written in powers of two. */
export interface Quantity {
  value: number;
  binary: boolean;
}

const decimal = ['', 'k', 'M', 'G', 'T', 'P', 'E'] as const;
const binary = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
const small: Readonly<Record<string, number>> = { n: 1e-9, u: 1e-6, m: 1e-3 };

export const none: Quantity = { value: 0, binary: false };

/** Undefined for what is none. */
export function parseQuantity(text: unknown): Quantity | undefined {
  const [, digits, suffix = ''] = /^([+-]?\d+(?:\.\d+)?)([A-Za-z]*)$/.exec(String(text)) ?? [];
  if (digits === undefined) return undefined;
  const number = Number(digits);
  const least = small[suffix];
  if (least !== undefined) return { value: number * least, binary: false };
  const power = decimal.indexOf(suffix as (typeof decimal)[number]);
  if (power >= 0) return { value: number * 1000 ** power, binary: false };
  const powerOfTwo = binary.indexOf(suffix as (typeof binary)[number]);
  return powerOfTwo >= 0 ? { value: number * 1024 ** powerOfTwo, binary: true } : undefined;
}

/** A sum is written as its first part is. */
export function plus(one: Quantity, other: Quantity): Quantity {
  return { value: one.value + other.value, binary: one.value === 0 ? other.binary : one.binary };
}

/** As Kubernetes writes it: `1500m`, `384Mi`, `2`. */
export function quantityText({ value, binary: isBinary }: Quantity): string {
  const milli = Math.round(value * 1000);
  if (milli % 1000 !== 0) return `${milli}m`;
  const [base, suffixes] = isBinary ? [1024, binary] : [1000, decimal];
  let left = milli / 1000;
  let power = 0;
  while (left !== 0 && left % base === 0 && power < suffixes.length - 1) {
    left /= base;
    power += 1;
  }
  return `${left}${suffixes[power] ?? ''}`;
}
