interface Stage {
  service: string;
  environment: string;
  /** What ran before it, where the train brings a service its own version. */
  from?: string | undefined;
}

/** By what people tell this stage of a train from its others. */
export function stageOf({ service, environment, from }: Stage): string {
  return from === undefined ? environment : service;
}
