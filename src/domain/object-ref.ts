/** A kind of Kubernetes objects. */
export interface KindRef {
  apiVersion: string;
  kind: string;
}

/** One Kubernetes object. */
export interface ObjectRef extends KindRef {
  namespace: string;
  name: string;
}
