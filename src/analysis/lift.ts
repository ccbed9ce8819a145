import { addPieces, noPiece, type Piece } from '../domain/goal.ts';

/** What B is better by than A in successes per visit, as a factor: 1.03 is 3 % more. */
export interface Lift {
  /** All that was counted. */
  total: Piece;
  /** As it was seen; null where A has no success yet. */
  factor: number | null;
  /** Where it is with confidence: 0 where nothing bounds it from below, null where nothing does from above. */
  low: number;
  high: number | null;
}

/** The interval misses the true factor in at most this part of all tests, however often, and whenever, it is looked at. */
const alpha = 0.05;

/**
 * Standard deviations of ln(factor) that the mixture has: it decides soonest for effects of about these sizes (5 %, 20 % and
 * 80 %), and is right for all.
 */
const spreads = [0.05, 0.2, 0.8] as const;

/**
 * The confidence sequence of the ratio of two rates, that is of successes per visit: the mixture sequential probability ratio
 * test (Robbins, Ann. Math. Stat. 41, 1970; for A/B tests Johari, Koomen, Pekelis and Walsh, Oper. Res. 70, 2022) with the
 * likelihood of two counts given their sum, as in Lindon and Malek (NeurIPS 2022). With ln(factor) = s, it is
 * G(s) = Σ x_b·s − (x_a + x_b)·ln(e^s·n_b + n_a), summed over stretches of time, so that neither the time of day nor another
 * split of the traffic is taken for an effect. The factor e^s is within the interval where ln M − G(s) < ln(1/α), with
 * M = ∫ e^G dw over normal weights w of mean 0. By Ville's inequality that holds at all looks together, for any rates and
 * small numbers: with one factor p of each visit, (1 + p(a − 1))^n ≤ exp(n·p·(a − 1)), as for Poisson counts.
 * It takes visits as independent of each other.
 * @param pieces what was counted, in stretches; those in which a version had no visit tell nothing. The array must not be
 * changed afterwards.
 */
export function liftOf(pieces: readonly Piece[]): Lift {
  const lift = reckoned.get(pieces) ?? reckon(pieces);
  reckoned.set(pieces, lift);
  return lift;
}

/** One turn and one card ask for the same several times; the fold never changes an array. */
const reckoned = new WeakMap<readonly Piece[], Lift>();

function reckon(pieces: readonly Piece[]): Lift {
  const known = pieces.filter(({ a, b }) => a.visits > 0 && b.visits > 0);
  const total = known.reduce(addPieces, noPiece);
  const { a, b } = total;
  const rate = ({ successes, visits }: Piece['a']) => successes / visits;
  const factor = a.successes > 0 ? rate(b) / rate(a) : null;
  if (a.successes + b.successes === 0) return { total, factor, low: 0, high: null };
  const evidence = evidenceOf(known);
  const threshold = mixed(evidence) - Math.log(1 / alpha);
  const middle = peakOf(evidence, Number.POSITIVE_INFINITY);
  const edge = (end: number) => (evidence.height(end) > threshold ? null : crossing(evidence, threshold, middle, end));
  const [from, to] = [edge(-farthest), edge(farthest)];
  return { total, factor, low: from === null ? 0 : Math.exp(from), high: to === null ? null : Math.exp(to) };
}

/** Which version is better beyond doubt; null where neither is yet. */
export function winnerOf({ low, high }: Pick<Lift, 'low' | 'high'>): 'a' | 'b' | null {
  if (low > 1) return 'b';
  return high !== null && high < 1 ? 'a' : null;
}

/** |ln(factor)| beyond which nothing is looked for: more than a billion times. */
const farthest = 22;

/** What pieces say of a factor e^s: G, its slope, and how much it bends (it is concave, so that is positive). */
interface Evidence {
  height(s: number): number;
  slope(s: number): number;
  bend(s: number): number;
}

function evidenceOf(pieces: readonly Piece[]): Evidence {
  const all = pieces.map(({ a, b }) => ({ a: a.visits, b: b.visits, sum: a.successes + b.successes }));
  const ofB = pieces.reduce((sum, { b }) => sum + b.successes, 0);
  /** The share of B in the successes, if it were better by this factor. */
  const shareOf = (factor: number, { a, b }: { a: number; b: number }) => (factor * b) / (factor * b + a);
  return {
    height(s) {
      const factor = Math.exp(s);
      return all.reduce((total, { a, b, sum }) => total - sum * Math.log(factor * b + a), ofB * s);
    },
    slope(s) {
      const factor = Math.exp(s);
      return all.reduce((total, one) => total - one.sum * shareOf(factor, one), ofB);
    },
    bend(s) {
      const factor = Math.exp(s);
      return all.reduce((total, one) => total + one.sum * shareOf(factor, one) * (1 - shareOf(factor, one)), 0);
    },
  };
}

/** Halvings after which what is left is far below what anybody is told. */
const halvings = 44;

/** Where G less the weight of a normal distribution is greatest: its slope falls all along. */
function peakOf({ slope }: Evidence, spread: number): number {
  let [low, high] = [-farthest, farthest];
  for (let step = 0; step < halvings; step += 1) {
    const s = (low + high) / 2;
    if (slope(s) - s / spread ** 2 > 0) low = s;
    else high = s;
  }
  return (low + high) / 2;
}

/** So many slices on either side of the peak, each of so many standard deviations: the sum over a smooth hill is exact to many digits. */
const slices = 24;
const slice = 0.4;

/** ln M. */
function mixed(evidence: Evidence): number {
  const terms = spreads.flatMap((spread) => {
    const peak = peakOf(evidence, spread);
    const width = slice / Math.sqrt(evidence.bend(peak) + 1 / spread ** 2);
    const scale = Math.log(width / (spread * Math.sqrt(2 * Math.PI) * spreads.length));
    return Array.from({ length: 2 * slices + 1 }, (_, at) => {
      const s = peak + (at - slices) * width;
      return scale + evidence.height(s) - s ** 2 / (2 * spread ** 2);
    });
  });
  const most = Math.max(...terms);
  return most + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - most), 0));
}

/** Where G crosses the threshold between its peak and an end that is below it. */
function crossing({ height }: Evidence, threshold: number, peak: number, end: number): number {
  let [inside, outside] = [peak, end];
  for (let step = 0; step < halvings; step += 1) {
    const s = (inside + outside) / 2;
    if (height(s) > threshold) inside = s;
    else outside = s;
  }
  return outside;
}
