import type { Container } from '#cluster/kubelet/image.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import type { Desk } from './webhooks/desk.ts';

/** What a program of the control plane is started with. */
export interface Surroundings {
  readonly mesh: Mesh;
  readonly desk: Desk;
  readonly argv: readonly string[];
  readonly container: Container;
}
