/**
 * Natural logarithm of the gamma function for x > 0: Stirling's series (DLMF 5.11.1) after shifting x to at least 10
 * by Γ(x + 1) = x·Γ(x). Relative error below 1e-13.
 */
export function lnGamma(x: number): number {
  let shift = 0;
  let z = x;
  while (z < 10) {
    shift += Math.log(z);
    z += 1;
  }
  const inverse = 1 / (z * z);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

/**
 * Chance of `successes` or more in `trials` independent trials that each succeed with chance `p`: the regularized
 * incomplete beta function I_p(successes, trials − successes + 1) (DLMF 8.17.5). Good to about 1e-7 relative for ten
 * million trials. Counts may be fractional, as counters that were scaled are.
 * @param p ratio 0 to 1
 */
export function chanceOfAtLeast(successes: number, trials: number, p: number): number {
  if (successes <= 0) return 1;
  if (successes > trials || p <= 0) return 0;
  if (p >= 1) return 1;
  return incompleteBeta(p, successes, trials - successes + 1);
}

/** I_x(a, b) by its continued fraction (DLMF 8.17.22), on the side where it converges fast. */
function incompleteBeta(x: number, a: number, b: number): number {
  const front = Math.exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  const value =
    x < (a + 1) / (a + b + 2)
      ? (front * continuedFraction(x, a, b)) / a
      : 1 - (front * continuedFraction(1 - x, b, a)) / b;
  return Math.min(1, Math.max(0, value));
}

/** Terms needed grow with the root of the larger parameter: some thousands for ten million requests. */
const maxTerms = 200_000;
const precision = 1e-14;
/** Stands in for a zero denominator, as Lentz's method asks. */
const tiny = 1e-300;

/** Modified Lentz's method (Thompson and Barnett, J. Comput. Phys. 64, 1986) for the fraction of DLMF 8.17.22. */
function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= maxTerms; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    const factor = d * c;
    value *= factor;
    if (Math.abs(factor - 1) < precision) break;
  }
  return value;
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
