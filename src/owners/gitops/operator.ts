import type { GitOpsTool } from './tool.ts';

/**
 * An operator that makes the object of a resource of its own (a Keycloak, a Canary of Flagger), as the owner reference of its
 * controller says. It calls itself as it likes when it writes, so its name tells nothing.
 */
export const operator: GitOpsTool = {
  managers: [],
  recognize({ metadata }) {
    const owner = metadata.ownerReferences?.find(({ controller }) => controller === true);
    if (!owner) return null;
    const who = `${owner.kind} ${owner.name}`;
    return {
      who,
      heals: `if its operator keeps it as ${who} asks for`,
      remedy: () => `change ${who} instead of releasing by Sluice, or pause its operator while releases run`,
    };
  },
};
