/** What each service needs, by name. */
type NeedsOf = (service: string) => readonly string[];

/**
 * The services in an order in which each comes after those of them that it needs, directly or by way of services that are not
 * among them; otherwise as they were given. Expects needs without a cycle: in one, whoever is met first comes last.
 */
export function inOrderOfNeeds(services: readonly string[], needsOf: NeedsOf): string[] {
  const wanted = new Set(services);
  const seen = new Set<string>();
  const ordered: string[] = [];
  const visit = (service: string): void => {
    if (seen.has(service)) return;
    seen.add(service);
    for (const needed of needsOf(service)) visit(needed);
    if (wanted.has(service)) ordered.push(service);
  };
  for (const service of services) visit(service);
  return ordered;
}

/**
 * Services each of which needs the next, and the last of which needs the first: every such cycle once, from the service on that
 * comes first among `services`.
 */
export function cyclesOf(services: readonly string[], needsOf: NeedsOf): string[][] {
  const over = new Set<string>();
  const cycles: string[][] = [];
  const visit = (service: string, path: readonly string[]): void => {
    const at = path.indexOf(service);
    if (at >= 0) cycles.push(path.slice(at));
    if (at >= 0 || over.has(service)) return;
    for (const needed of needsOf(service)) visit(needed, [...path, service]);
    over.add(service);
  };
  for (const service of services) visit(service, []);
  return cycles;
}
