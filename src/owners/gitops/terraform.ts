import { calledBy, type GitOpsTool } from './tool.ts';

/** Of `kubernetes_manifest`, and of the provider's other resources. */
const managers = ['Terraform', 'HashiCorp', 'OpenTofu'];

/** Terraform and OpenTofu: write when somebody runs them, and at no other time. */
export const terraform: GitOpsTool = {
  managers,
  recognize(_object, writers) {
    const who = calledBy('Terraform', '', { marked: undefined, managers, writers });
    const remedy = () =>
      'run no `terraform apply` of it while a release is under way, and add the field to `lifecycle.ignore_changes`';
    return who === null ? null : { who, heals: null, remedy };
  },
};
