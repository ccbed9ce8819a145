import { longest, labels as ours } from '../../domain/names.ts';
import type { PreflightFinding } from '../../domain/preflight.ts';
import type { PreflightCheck } from '../check.ts';
import type { Named } from '../shapes.ts';
import { noCopy, withStrategy } from '../words.ts';

/** What a Deployment's controller appends to its name for a ReplicaSet: a dash and a hash. */
const hashLength = 11;

/** The candidate's names: whether Kubernetes takes them, and whether somebody else has them. */
export const namesFree: PreflightCheck = {
  name: 'names-free',
  needs: ({ candidate }) => (candidate ? ['deployments', 'services'] : []),
  look({ target, candidate, stable }, { deployments = [], services = [] }) {
    if (!candidate) return [];
    const { name } = target.workload;
    const lengths = [
      tooLong(`the candidate's name, ${candidate.name},`, candidate.name, longest.object - hashLength),
      tooLong(`the name of ${stable.title}, which the candidate's pods carry as a label,`, name, longest.label),
      candidate.service &&
        tooLong(`the name of its Service, ${candidate.service},`, candidate.service, longest.service),
    ].flatMap((finding) => finding || []);
    const taken = [
      ...deployments.filter(({ metadata }) => metadata.name === candidate.name),
      ...services.filter(({ metadata }) => metadata.name === candidate.service),
    ].filter(isForeign);
    return [...lengths, ...taken.map(({ kind, metadata }) => takenBy(`${kind} ${metadata.name}`))];
  },
};

function tooLong(what: string, text: string, most: number): PreflightFinding | null {
  if (text.length <= most) return null;
  const detail = `${what} has ${text.length} characters, and Kubernetes takes ${most}`;
  return { severity: 'refuse', detail, remedy: `shorten the name, or release it ${withStrategy(noCopy)}` };
}

/** What carries Sluice's mark is looked at when the release starts: the release that made it may still be ending. */
function isForeign({ metadata }: Named): boolean {
  return metadata.labels[ours.track] === undefined;
}

function takenBy(title: string): PreflightFinding {
  const detail = `${title} exists already, and Sluice has not made it: the candidate needs that name`;
  return { severity: 'refuse', detail, remedy: `rename or remove it, or release it ${withStrategy(noCopy)}` };
}
