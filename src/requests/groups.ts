import type { Person } from '../domain/request.ts';
import type { Target } from '../domain/target.ts';
import type { RequestDeps } from './deps.ts';

/** The policy's groups that a person belongs to. */
export async function groupsOf(deps: RequestDeps, target: Target, by: Person): Promise<string[]> {
  const { groups } = target.approval;
  const belongs = await Promise.all(
    groups.map(async (group) => (await deps.people.membersOf(group))?.includes(by.id) ?? false),
  );
  return groups.filter((_, index) => belongs[index]);
}
