import { applyConflict } from '../model/errors.ts';
import { asArray, clone, equal, isDict } from '../model/json.ts';
import type { Dict, KubeObject, ResourceType } from '../model/types.ts';
import { fieldValues, readablePath } from './field-set.ts';
import { itemKey, mergeRule } from './list-rules.ts';
import { type Manager, readManagers, replaceManager, sameManager } from './managed-fields.ts';
import { pruneFields } from './prune.ts';

export interface ApplyRequest {
  type: ResourceType;
  live: KubeObject | undefined;
  config: KubeObject;
  manager: Omit<Manager, 'fields' | 'operation'>;
  force: boolean;
}

/**
 * Server-side apply: merges the configuration into the live object, drops what this manager applied before and
 * nobody else owns, and says who owns what afterwards. Throws a 409 naming the other managers unless forced.
 */
export function applyConfiguration(request: ApplyRequest): { object: KubeObject; managers: Manager[] } {
  const { type, config } = request;
  const live = request.live ?? { apiVersion: config.apiVersion, kind: config.kind, metadata: { ...config.metadata } };
  const own = { ...request.manager, operation: 'Apply' as const };
  const only = own.subresource === 'status' ? 'status' : 'main';
  const wanted = fieldValues(type, config, only);
  const managers = readManagers(request.live);
  const others = managers.filter((manager) => !sameManager(manager, own));
  const disputed = findConflicts(wanted, request.live === undefined ? new Map() : fieldValues(type, live), others);
  if (disputed.length > 0 && !request.force) throw conflictError(disputed);

  const previous = managers.find((manager) => sameManager(manager, own));
  const fields = new Set(wanted.keys());
  const losers = new Set(disputed.map((dispute) => dispute.path));
  const remaining = managers.map((manager) => ({
    ...manager,
    fields: sameManager(manager, own) ? fields : new Set([...manager.fields].filter((path) => !losers.has(path))),
  }));
  const merged = mergeObject(type, [], live, config) as KubeObject;
  const abandoned = [...(previous?.fields ?? [])].filter((path) => !fields.has(path));
  const stillOwned = new Set([...fields, ...remaining.flatMap((manager) => [...manager.fields])]);
  const object = pruneFields(type, merged, abandoned, stillOwned);
  const unchanged = previous !== undefined && equal([...previous.fields].sort(), [...fields].sort());
  const entry: Manager = { ...own, time: unchanged ? previous.time : own.time, fields };
  return { object, managers: replaceManager(remaining, entry) };
}

interface Dispute {
  path: string;
  manager: Manager;
}

function findConflicts(
  wanted: ReadonlyMap<string, unknown>,
  current: ReadonlyMap<string, unknown>,
  others: readonly Manager[],
): Dispute[] {
  const disputes: Dispute[] = [];
  for (const [path, value] of wanted) {
    if (equal(current.get(path), value)) continue;
    for (const manager of others) {
      if (manager.fields.has(path)) disputes.push({ path, manager });
    }
  }
  return disputes;
}

function describe(manager: Manager): string {
  const part = manager.subresource === '' ? '' : ` with subresource "${manager.subresource}"`;
  const how = manager.operation === 'Update' ? ` using ${manager.apiVersion} at ${manager.time}` : '';
  return `"${manager.name}"${part}${how}`;
}

function conflictError(disputes: readonly Dispute[]) {
  const causes = disputes.map(({ path, manager }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${describe(manager)}`,
    field: readablePath(path),
  }));
  const [first] = causes;
  if (causes.length === 1 && first !== undefined) {
    return applyConflict(`Apply failed with 1 conflict: ${first.message}: ${first.field}`, causes);
  }
  const byManager = Map.groupBy(disputes, (dispute) => describe(dispute.manager));
  const lines = [...byManager].flatMap(([name, list]) => [
    `conflicts with ${name}:`,
    ...list.map((dispute) => `- ${readablePath(dispute.path)}`),
  ]);
  return applyConflict(`Apply failed with ${causes.length} conflicts: ${lines.join('\n')}`, causes);
}

function mergeObject(type: ResourceType, path: readonly string[], current: Dict, config: Dict): Dict {
  const result: Dict = { ...current };
  for (const [key, value] of Object.entries(config)) {
    if (value === null || value === undefined) continue;
    result[key] = mergeValue(type, [...path, key], result[key], value);
  }
  return result;
}

function mergeValue(type: ResourceType, path: readonly string[], current: unknown, value: unknown): unknown {
  const rule = mergeRule(type, path);
  if (isDict(value) && isDict(current) && rule?.atomicObject !== true) return mergeObject(type, path, current, value);
  if (!Array.isArray(value)) return clone(value);
  if (rule?.set === true) {
    const known = asArray(current);
    return [...known, ...value.filter((item) => !known.some((other) => equal(other, item)))];
  }
  if (rule?.mapKeys === undefined) return clone(value);
  const keys = rule.mapKeys;
  const rest = [...asArray(current)];
  const result = value.map((item) => {
    const at = rest.findIndex((other) => equal(itemKey(other, keys), itemKey(item, keys)));
    const [known] = at < 0 ? [undefined] : rest.splice(at, 1);
    return isDict(known) && isDict(item) ? mergeObject(type, [...path, '*'], known, item) : clone(item);
  });
  return [...result, ...rest];
}
