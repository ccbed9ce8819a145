import type { FlagState } from '../../domain/flag.ts';
import { canonicalJson, jsonSchema, parseJson } from '../../domain/json.ts';
import { sha256 } from '../../platform/digest.ts';

/** Rules as a log can keep them. @param essence what tells them apart from others */
export function kept(rules: unknown, essence: unknown): Pick<FlagState, 'rules' | 'version'> {
  return {
    rules: jsonSchema.parse(parseJson(canonicalJson(rules))),
    version: sha256(canonicalJson(essence)).slice(0, 16),
  };
}
