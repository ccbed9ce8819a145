/** What Sluice's account must be allowed to do in a namespace. */
export interface Permission {
  /** Empty for the core group. */
  group: string;
  /** Plural, with a subresource where one is meant: `pods/proxy`. */
  resource: string;
  verbs: readonly string[];
}
