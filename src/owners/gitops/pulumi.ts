import { calledBy, type GitOpsTool } from './tool.ts';

const managers = ['pulumi-kubernetes*', 'pulumi-resource-kubernetes'];

/** Pulumi: writes when somebody runs it, or its operator does. */
export const pulumi: GitOpsTool = {
  managers,
  recognize(_object, writers) {
    const who = calledBy('Pulumi', '', { marked: undefined, managers, writers });
    const remedy = () =>
      'run no `pulumi up` of its stack while a release is under way, and add the field to `ignoreChanges`';
    return who === null ? null : { who, heals: null, remedy };
  },
};
