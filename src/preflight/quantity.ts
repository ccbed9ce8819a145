const factors: Readonly<Record<string, number>> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  '': 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
  Ei: 2 ** 60,
};

/** A `resource.Quantity` such as `250m`, `1.5Gi`, `2e3` → the number that it means; null for what is none. */
export function quantity(value: string | number | undefined): number | null {
  if (typeof value === 'number') return value;
  const match = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([A-Za-z]*))$/.exec(value ?? '');
  if (!match) return null;
  const [, digits, exponent, suffix = ''] = match;
  const factor = exponent === undefined ? factors[suffix] : 10 ** Number(exponent);
  return factor === undefined ? null : Number(digits) * factor;
}

/** As people write it: `1.5 Gi` of bytes, `250m` of CPU, `3`. @param resource as a quota names it */
export function quantityText(value: number, resource: string): string {
  const binary = /memory|storage|hugepages/.test(resource);
  if (binary) {
    const unit = (['Gi', 'Mi', 'Ki'] as const).find((each) => Math.abs(value) >= (factors[each] ?? 1));
    return unit ? `${round(value / (factors[unit] ?? 1))}${unit}` : round(value);
  }
  return /cpu/.test(resource) && value % 1 !== 0 ? `${round(value * 1000)}m` : round(value);
}

function round(value: number): string {
  return String(Math.round(value * 100) / 100);
}
