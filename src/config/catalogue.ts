import { environmentOf } from '../domain/place.ts';
import type { Strategy, Target } from '../domain/target.ts';
import { nearest } from '../platform/nearest.ts';
import type { SwitchSettings } from '../switches/switches.ts';

/** How the API server of a cluster is reached. */
export type ClusterSettings =
  | { kind: 'in-cluster' }
  /** `kubeconfig` null: the one that the environment variables name. */
  | { kind: 'kubeconfig'; kubeconfig: string | null; context: string };

export interface EnvironmentEntry {
  name: string;
  protected: boolean;
}

export interface ServiceEntry {
  name: string;
  /** Where the service is released, in promotion order, with all defaults applied. */
  targets: Target[];
}

/** Versions of several services that are released together. */
export interface SetEntry {
  name: string;
  /** Where it is released when nobody says; null: where it is needed first. */
  environment: string | null;
  /** Of its card; null: that of its last service. */
  channel: string | null;
  /** In the order in which they are released. */
  services: { service: string; version: string }[];
}

/** A valid catalogue: everything looked up, merged and checked. Plain data that nobody changes. */
export interface Catalogue {
  /** Path it was read from. */
  file: string;
  /** SHA-256 of the file's text, hex: equal texts are equal catalogues. */
  hash: string;
  clusters: Record<string, ClusterSettings>;
  /** In promotion order. */
  environments: EnvironmentEntry[];
  /** In the order of the file. */
  services: ServiceEntry[];
  /** In the order of the file; none has the name of a service. */
  sets: SetEntry[];
  /** All strategies by name, the built-in ones included. */
  strategies: Record<string, Strategy>;
  /** Where Sluice's own switches are kept; null where there are none. */
  switches: SwitchSettings | null;
}

/** A lookup: the thing, or what is near what was typed (the nearest first) and all that is known. */
export type Found<T> = { kind: 'found'; value: T } | { kind: 'unknown'; nearest: string[]; known: string[] };

const namesOf = new WeakMap<Catalogue, ReadonlySet<string>>();

/** The names of all services, in the order of the file: listed once for each catalogue, as every command asks. */
export function serviceNames(catalogue: Catalogue): ReadonlySet<string> {
  const known = namesOf.get(catalogue);
  if (known) return known;
  const listed = new Set(catalogue.services.map(({ name }) => name));
  namesOf.set(catalogue, listed);
  return listed;
}

/** A service by its name. */
export function findService(catalogue: Catalogue, name: string): Found<ServiceEntry> {
  return find(catalogue.services, (service) => service.name, name);
}

/** A set by its name. */
export function findSet(catalogue: Catalogue, name: string): Found<SetEntry> {
  return find(catalogue.sets, (set) => set.name, name);
}

/** The target of a service in an environment; knows only the environments that the service is in. */
export function findEnvironment(service: ServiceEntry, environment: string): Found<Target> {
  return find(service.targets, (target) => target.environment, environment);
}

/** The places of a service in an environment that has several, in their order; empty where it has not. */
export function placesWithin({ targets }: ServiceEntry, environment: string): Target[] {
  return targets.filter((target) => target.place && environmentOf(target.environment) === environment);
}

/** Where people may send a service: its environments in promotion order, each before its places. */
export function destinationsOf(catalogue: Catalogue, service: string): string[] {
  const found = findService(catalogue, service);
  return found.kind === 'found' ? destinations(found.value) : [];
}

/** A destination by its name; knows those of the service. */
export function findDestination(service: ServiceEntry, named: string): Found<string> {
  return find(destinations(service), (each) => each, named);
}

function destinations({ targets }: ServiceEntry): string[] {
  const named = targets.map(({ environment }) => environment);
  return [...new Set(named.flatMap((each) => [environmentOf(each), each]))];
}

/** A strategy by the name that `/deploy … with <name>` gives. */
export function findStrategy(catalogue: Catalogue, name: string): Found<Strategy> {
  const all = Object.entries(catalogue.strategies);
  const found = find(all, ([known]) => known, name);
  return found.kind === 'found' ? { kind: 'found', value: found.value[1] } : found;
}

/** A service in an environment with all defaults applied. Throws where the catalogue has no such pair. */
export function targetOf(catalogue: Catalogue, service: string, environment: string): Target {
  const entry = findService(catalogue, service);
  const target = entry.kind === 'found' ? findEnvironment(entry.value, environment) : entry;
  if (target.kind !== 'found') throw new Error(`the catalogue has no ${service} in ${environment}`);
  return target.value;
}

/** Environments of a service in promotion order; empty for an unknown service. */
export function environmentsOf(catalogue: Catalogue, service: string): string[] {
  const found = findService(catalogue, service);
  return found.kind === 'found' ? found.value.targets.map((target) => target.environment) : [];
}

/** Environments and places, in promotion order, that all services of a set are in. */
export function environmentsOfSet(catalogue: Catalogue, { services }: SetEntry): string[] {
  const all = services.map(({ service }) => environmentsOf(catalogue, service));
  return (all[0] ?? []).filter((environment) => all.every((each) => each.includes(environment)));
}

function find<T>(all: readonly T[], nameOf: (entry: T) => string, wanted: string): Found<T> {
  const value = all.find((entry) => nameOf(entry) === wanted);
  if (value !== undefined) return { kind: 'found', value };
  const known = all.map(nameOf);
  return { kind: 'unknown', nearest: nearest(wanted, known), known };
}
