import type { Restore } from '#cluster/clock/clock.ts';
import {
  type Context,
  type Controller,
  type ControllerParts,
  createContext,
  saveAll,
} from './context.ts';
import { startEndpointSliceMirror } from './endpointslice-mirror.ts';
import { startDaemonSetController } from './daemonset.ts';
import { startNodeLifecycleController } from './node-lifecycle.ts';
import { startPodCollector } from './pod-collector.ts';
import { startRoleAggregationController } from './role-aggregation.ts';
import { startLoadBalancerController } from './service-load-balancer.ts';
import { startTaintEvictionController } from './taint-eviction.ts';
import { startDeploymentController } from './deployment.ts';
import { startEndpointControllers } from './endpoints.ts';
import { startGarbageCollector } from './garbage-collector.ts';
import { startLateControllers } from './start-late.ts';
import { startNamespaceController } from './namespace.ts';
import { startReplicaSetController, startReplicationController } from './replicaset.ts';
import { startRootCaPublisher, startServiceAccountController } from './service-account.ts';

const controllers: readonly ((context: Context) => Controller)[] = [
  startServiceAccountController,
  startRootCaPublisher,
  startNamespaceController,
  startGarbageCollector,
  startReplicaSetController,
  startReplicationController,
  startDeploymentController,
  startDaemonSetController,
  startEndpointControllers,
  startLoadBalancerController,
  startNodeLifecycleController,
  startTaintEvictionController,
  startPodCollector,
  startRoleAggregationController,
  startEndpointSliceMirror,
  startLateControllers,
];

/** kube-controller-manager: every controller of the cluster. */
export function startControllers(parts: ControllerParts): { save: () => Restore } {
  const context = createContext(parts);
  const started = controllers.map((start) => start(context));
  const { pods, replicaSets, slices, revisions } = context;
  return { save: saveAll([pods, replicaSets, slices, revisions, ...started]) };
}
