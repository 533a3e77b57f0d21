import type { Program } from '#process/program.ts';
import type { Api } from './api/api.ts';
import { createApi, type ApiServer } from './api/create-api.ts';
import { bootstrap, clusterAge } from './bootstrap/bootstrap.ts';
import { controlPlane } from './bootstrap/nodes.ts';
import { rootCertificate } from './bootstrap/root-certificate.ts';
import { systemImages } from './bootstrap/system-images.ts';
import type { ApiFetch } from './client.ts';
import { createClock, type ClockDriver, type Restore } from './clock/clock.ts';
import { createRandom, type Random } from './clock/random.ts';
import { startControllers } from './controllers/start.ts';
import { createEventRecorder, type EventRecorder } from './events.ts';
import type { Container, Image, ListedImage } from './kubelet/image.ts';
import type { Kubelet } from './kubelet/parts.ts';
import { startKubelets } from './kubelet/start.ts';
import { createNetwork, type Network } from './network/network.ts';
import { startScheduler } from './scheduler/start.ts';

export interface ClusterOptions {
  seed: number;
  /** Milliseconds since 1970: the time when a learner arrives. The cluster is some minutes older. */
  start: number;
  /** What registries serve. */
  images: readonly (Image | ListedImage)[];
  /** The programs that containers find on their PATH, by name; an image says which of them it has. */
  programs?: (container: Container) => ReadonlyMap<string, Program>;
  /** Gives an address to Services of type LoadBalancer; without, they stay pending, as in kind. */
  loadBalancer?: boolean;
  /** Names outside the cluster that resolve, and to what. */
  outside?: ReadonlyMap<string, string>;
  /** What a node takes: 110 pods, unless a test wants more. */
  podsPerNode?: number;
}

export interface Cluster {
  readonly clock: ClockDriver;
  readonly random: Random;
  readonly api: Api;
  /** The API server, as kubectl sees it. */
  readonly fetch: ApiFetch;
  readonly network: Network;
  readonly kubelet: Kubelet;
  /** Puts a webhook behind a Service: it answers for the webhook configurations that name it. */
  readonly registerWebhook: ApiServer['registerWebhook'];
  /** Puts an API server behind a Service: it answers for the APIServices that name it. */
  readonly registerApi: ApiServer['registerApi'];
  /** False while a container runs a program, whose promises cannot be kept. */
  isSaveable: () => boolean;
  save: () => Restore;
}

const noPrograms: ReadonlyMap<string, Program> = new Map();

/** A Kubernetes cluster as kind makes it: a control plane, two workers, its system pods running. */
export function createCluster(options: ClusterOptions): Cluster {
  const clock = createClock(options.start - clusterAge);
  const random = createRandom(options.seed);
  // Each has its own, so that a draw of one changes nothing for the others.
  const chance = {
    network: createRandom(options.seed + 0x9e3779b9),
    kubelet: createRandom(options.seed + 0x3c6ef372),
    scheduler: createRandom(options.seed + 0x78dde6e4),
  };
  const server = createApi({
    clock,
    random,
    kubelet: () => nodes.kubelets.kubelet,
    rbac: true,
  });
  const { api, fetch, registerWebhook, registerApi } = server;
  const events = createEventRecorder({ api, clock, random });
  const nodes = startNodes(options, { api, clock, events, chance });
  const { kubelets, network } = nodes;
  const { loadBalancer = false, podsPerNode = 110 } = options;
  const controllers = startControllers({
    api,
    clock,
    random,
    events,
    options: { loadBalancer, rootCertificate },
  });
  bootstrap({ api, clock, random, network, kubelet: kubelets.kubelet, podsPerNode });
  const parts = [
    clock,
    random,
    ...Object.values(chance),
    api,
    events,
    ...Object.values(nodes),
    controllers,
  ];

  return {
    clock,
    random,
    api,
    fetch,
    network,
    kubelet: kubelets.kubelet,
    registerWebhook,
    registerApi,
    isSaveable: kubelets.isSaveable,
    save: () => {
      const restores = parts.map((part) => part.save());
      return () => restores.forEach((restore) => restore());
    },
  };
}

interface NodeParts {
  api: Api;
  clock: ClockDriver;
  events: EventRecorder;
  chance: Readonly<Record<'network' | 'kubelet' | 'scheduler', Random>>;
}

/** What brings pods to life: the network, the kubelets, and the scheduler that gives them work. */
function startNodes(
  { images, programs = () => noPrograms, outside }: ClusterOptions,
  { api, clock, events, chance }: NodeParts,
) {
  const network = createNetwork({
    api,
    clock,
    random: chance.network,
    ...(outside ? { outside } : {}),
  });
  const kubelets = startKubelets(
    { api, clock, random: chance.kubelet, events, network, programs },
    [...systemImages, ...images],
  );
  const random = chance.scheduler;
  const scheduler = startScheduler({ api, clock, random, events, host: controlPlane });
  return { network, kubelets, scheduler };
}
