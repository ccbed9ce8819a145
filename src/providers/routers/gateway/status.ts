import { z } from 'zod';
import type { PreflightFinding } from '../../../domain/preflight.ts';
import type { KubeObject } from '../../../platform/kube.ts';

const conditionSchema = z.object({
  type: z.string(),
  status: z.string(),
  reason: z.string().default(''),
  message: z.string().default(''),
  observedGeneration: z.number().optional(),
});
const parentSchema = z.object({
  parentRef: z.object({ name: z.string(), kind: z.string().default('Gateway'), sectionName: z.string().optional() }),
  conditions: z.array(conditionSchema).nullish(),
});
const statusSchema = z.object({ parents: z.array(parentSchema).nullish() });
type Parent = z.infer<typeof parentSchema>;

/** What a route must be at each of its parents, as the parents say. */
const wanted: Record<string, string> = {
  Accepted: 'does not accept it',
  ResolvedRefs: 'does not find what it refers to',
};

/** Where no parent serves the route as it stands: what they say of it. Null where one does, or nobody has said anything. */
export function unwell(httpRoute: KubeObject): string | null {
  const parents = parentsOf(httpRoute);
  const complaints = parents.map((parent) => complaintOf(parent, httpRoute));
  if (parents.length === 0 || complaints.includes(null)) return null;
  return `: ${complaints.join('; ')}`;
}

/** What the parents say of a route that one of them serves all the same; and that none has said anything. */
export function heardOf(httpRoute: KubeObject): PreflightFinding[] {
  const title = `HTTPRoute ${httpRoute.metadata.name}`;
  const parents = parentsOf(httpRoute);
  if (parents.length === 0) {
    const detail = `No Gateway says that it serves ${title}: what is written there may divide nothing`;
    return [{ severity: 'warn', detail, remedy: 'look at its `parentRefs` and `status.parents`' }];
  }
  const complaints = parents.flatMap((parent) => complaintOf(parent, httpRoute) ?? []);
  if (complaints.length === parents.length) return [];
  return complaints.map((said) => ({
    severity: 'warn',
    detail: `Of ${title}: ${said}. What comes that way isn't divided`,
    remedy: 'correct it, or remove that `parentRef`',
  }));
}

function complaintOf({ parentRef, conditions }: Parent, { metadata: { generation = 0 } }: KubeObject): string | null {
  const bad = (conditions ?? []).find(
    // What was said of an earlier state of the route no longer counts.
    ({ type, status, observedGeneration = generation }) =>
      type in wanted && status === 'False' && observedGeneration >= generation,
  );
  if (!bad) return null;
  const said = [bad.reason, bad.message].filter((each) => each !== '').join(': ');
  return `${parentRef.kind} ${parentRef.name} ${wanted[bad.type]}${said === '' ? '' : ` (${said.slice(0, 200)})`}`;
}

function parentsOf(httpRoute: KubeObject): Parent[] {
  return statusSchema.safeParse(httpRoute['status']).data?.parents ?? [];
}
