/** What decides how much traffic may go back to stable now. */
export interface Standing {
  /** Percent (0 to 100) that the version which is taken back has. */
  share: number;
  /** Pods of stable that take requests and do not run that version. */
  ready: number;
  /** As many as the plan counted for all of the traffic. */
  planned: number;
  /** No more of them will come: all that are wanted now are there, or they have had their time. */
  complete: boolean;
}

/**
 * How much the version that is taken back keeps for now: percent, 0 to 100, never more than it has. Nothing, where
 * stable's pods would bear its share if it were all that they had, or where no more of them will come: too few pods for a
 * while do less harm than a bad version without end. Otherwise what they cannot bear yet. Without a single pod of stable
 * all of it stays: there is nobody else who could answer.
 */
export function keptShare({ share, ready, planned, complete }: Standing): number {
  if (ready === 0) return share;
  const bearable = planned === 0 ? 100 : (100 * ready) / planned;
  if (complete || bearable >= share) return 0;
  return Math.min(share, Math.ceil(100 - bearable));
}

/** Going forward, pods may get this many times the load of before, or an autoscaler sees no need for more of them. */
const stretch = 1.5;

/**
 * How much the candidate keeps while an autoscaler holds stable below the plan's count: percent, 0 to 100, never more
 * than it has. Stable's pods get somewhat more than they had each, so that the autoscaler follows.
 */
export function lentShare({ share, ready, planned, complete }: Standing): number {
  if (ready === 0) return share;
  if (complete || ready >= planned) return 0;
  return Math.min(share, Math.max(0, Math.ceil(100 - (100 * stretch * ready) / planned)));
}
