import { defaultWorld, type World, withMoving } from '../../sandbox/workloads/index.ts';

type Runs = World['services'][number]['runs'];

/** The sandbox's world with one of its services only, so that several worlds can be played at the same time. */
export function onlyService(name: string, runs: (usual: Runs) => Runs): World {
  return onlyServices([name], runs);
}

/** The same with a few of them. */
export function onlyServices(names: readonly string[], runs: (usual: Runs) => Runs): World {
  const services = withMoving(defaultWorld).services.filter((service) => names.includes(service.name));
  return { ...defaultWorld, services: services.map((service) => ({ ...service, runs: runs(service.runs) })) };
}

/** Canaries of two stages: they have every kind of step, and take less of everybody's time than five. */
export function fewerStages(catalogue: string): string {
  return catalogue.replace(/^ +- \{ percent: (1|5|50), .*\n/gm, '');
}
