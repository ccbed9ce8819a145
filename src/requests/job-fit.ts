import { z } from 'zod';
import { parseImage } from '../domain/image-reference.ts';
import type { JobWork } from '../domain/job-work.ts';
import { jobPhases, phaseSettings, workOf } from '../domain/migration.ts';
import type { PreflightFinding } from '../domain/preflight.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { testsOf } from '../domain/tests-of.ts';
import type { Version } from '../domain/version.ts';
import { type Kube, KubeError, type ObjectRef } from '../platform/kube.ts';
import type { ImageSource } from '../providers/images/image-source.ts';
import { type Runnable, runnableOf } from '../steps/job-template.ts';

/** The version that is to come, as far as it is needed. */
type Released = Pick<Version, 'image'>;

interface Deps {
  kube: Kube;
  images: ImageSource;
}

/** Under the pods' own key, so that other keys of a volume or a variable are passed over. */
const named = z.object({ name: z.string().optional(), optional: z.boolean().optional() }).optional();
const fromSchema = z.object({ secretRef: named, configMapRef: named });
const variableSchema = z.object({ valueFrom: z.object({ secretKeyRef: named, configMapKeyRef: named }).nullish() });
const volumeSchema = z.object({
  secret: z.object({ secretName: z.string().optional(), optional: z.boolean().optional() }).nullish(),
  configMap: named,
});
const specSchema = z.object({
  serviceAccountName: z.string().optional(),
  volumes: z.array(volumeSchema).default([]),
  containers: z.array(z.object({ env: z.array(variableSchema).default([]), envFrom: z.array(fromSchema).default([]) })),
});

/** How a Job is spoken of where it cannot run. */
interface Spoken {
  /** "the migration cannot run" */
  cannot: string;
  /** Where the catalogue has it, and its image. */
  setting: string;
  image: string;
}

const smokeWords: Spoken = {
  cannot: 'the smoke test cannot run',
  setting: '`smoke-job` of the strategy',
  image: '`image` of `smoke-job`',
};

/**
 * Why the Jobs of a migration could not run, found before anybody is asked to approve: a template that is not there or cannot
 * be read, what its pods need and the namespace does not have, an image that the registry does not know.
 * Throws `KubeError` where the cluster does not say.
 */
export async function migrationFindings(
  deps: Deps,
  { target, to }: { target: Target; to: Released },
): Promise<PreflightFinding[]> {
  const { migration } = target;
  const found = await Promise.all(
    jobPhases(migration).map((phase) => {
      const work = workOf(migration, phase);
      const setting = `\`migration.${phaseSettings[phase]}\``;
      const spoken = { cannot: 'the migration cannot run', setting, image: '`migration.image`' };
      return work ? lookAt(deps, { target, to, work, spoken }) : [];
    }),
  );
  const all = found.flat();
  return all.filter(({ detail }, index) => all.findIndex((each) => each.detail === detail) === index);
}

/** The same of the Job by which a strategy has the new version tested; empty where it has none. */
export async function testFindings(
  deps: Deps,
  { target, strategy, to }: { target: Target; strategy: Strategy; to: Released },
): Promise<PreflightFinding[]> {
  const { job } = testsOf(strategy);
  return job ? lookAt(deps, { target, to, work: job, spoken: smokeWords }) : [];
}

interface About {
  target: Target;
  to: Released;
  work: JobWork;
  spoken: Spoken;
}

async function lookAt({ kube, images }: Deps, { target, to, work, spoken }: About): Promise<PreflightFinding[]> {
  const runnable = await runnableOf({ kube, target, to: to.image }, work);
  if (typeof runnable === 'string')
    return [refusal(`${spoken.cannot}: ${runnable}`, `correct ${spoken.setting} or what it names`)];
  const [missing, image] = await Promise.all([
    // What the service's own pods need is there, or they would not run.
    work.job === null ? [] : missingIn(kube, target, runnable, { job: work.job, spoken }),
    unknownImage(images, runnable, to, spoken),
  ]);
  return [...missing, ...image];
}

/** Of what the pods of the template need, what is not there; what may not be looked at is left to the run. */
async function missingIn(
  kube: Kube,
  { namespace }: Target,
  { template }: Runnable,
  { job, spoken }: { job: string; spoken: Spoken },
): Promise<PreflightFinding[]> {
  const needed = neededBy(template.spec).map((each): ObjectRef => ({ apiVersion: 'v1', namespace, ...each }));
  const there = await Promise.all(needed.map((ref) => isThere(kube, ref)));
  return needed
    .filter((_, index) => !there[index])
    .map(({ kind, name }) =>
      refusal(
        `${spoken.cannot}: ${job} needs ${kind} ${name}, which is not in namespace ${namespace}`,
        'create it, or correct the pod template',
      ),
    );
}

async function isThere(kube: Kube, ref: ObjectRef): Promise<boolean> {
  try {
    return (await kube.get(ref)) !== null;
  } catch (error) {
    if (error instanceof KubeError && error.kind === 'forbidden') return true;
    throw error;
  }
}

function neededBy(spec: unknown): { kind: string; name: string }[] {
  const read = specSchema.safeParse(spec).data;
  if (!read) return [];
  const { serviceAccountName, volumes, containers } = read;
  const env = containers.flatMap((each) => each.env.map(({ valueFrom }) => valueFrom));
  const from = containers.flatMap((each) => each.envFrom);
  const secrets = [
    ...volumes.map(({ secret }) => secret && { name: secret.secretName, optional: secret.optional }),
    ...env.map((each) => each?.secretKeyRef),
    ...from.map((each) => each.secretRef),
  ];
  const configMaps = [
    ...volumes.map(({ configMap }) => configMap),
    ...env.map((each) => each?.configMapKeyRef),
    ...from.map((each) => each.configMapRef),
  ];
  const wanted = [
    ...secrets.map((each) => ({ kind: 'Secret', ...each })),
    ...configMaps.map((each) => ({ kind: 'ConfigMap', ...each })),
    { kind: 'ServiceAccount', name: serviceAccountName },
  ];
  const must = wanted.flatMap(({ kind, name, ...rest }) =>
    name === undefined || ('optional' in rest && rest.optional) ? [] : [{ kind, name }],
  );
  return [...new Map(must.map((each) => [`${each.kind} ${each.name}`, each])).values()];
}

/** Only what the registry knows not to have: one that does not answer says nothing of it. */
async function unknownImage(
  images: ImageSource,
  { image }: Runnable,
  to: Released,
  spoken: Spoken,
): Promise<PreflightFinding[]> {
  if (image === to.image) return [];
  const { repository, digest, tag } = parseImage(image);
  const resolved = await images.resolve(repository, digest ?? tag ?? 'latest');
  if (resolved.kind !== 'unknown' || resolved.incomplete !== undefined) return [];
  return [
    refusal(`${spoken.cannot}: there is no image ${image}`, `push it, or correct ${spoken.image} or the pod template`),
  ];
}

function refusal(detail: string, remedy: string): PreflightFinding {
  return { severity: 'refuse', detail, remedy };
}
