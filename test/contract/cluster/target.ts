/** What a server needs to be for the suite to run on it. */
export interface ClusterTarget {
  /** YAML of an administrator's kubeconfig. */
  kubeconfig: string;
  /** A node that pods can be bound to. */
  nodeName: string;
  /** A user who may only read deployments and set their scale, where the server knows one. */
  restricted?: { kubeconfig: string; name: string };
  capabilities: {
    /** VirtualService and HTTPRoute are served. */
    trafficResources: boolean;
    /** Only a few changes are remembered, so that an old resourceVersion can be made to expire. */
    expireHistory?: () => Promise<void>;
    /** Autoscalers look every two seconds at the latest; each pod uses so much CPU from now on (thousandths of a core), and 64Mi of memory. */
    useCpu?: (millicores: number) => void;
  };
}
