/** Source: istio/istio pkg/config/analysis/analyzers/deployment, release-1.31. */
import type { Analyzer, Report } from '#mesh/istio/analysis/analyzer.ts';
import {
  isControlPlane,
  isDeploymentInMesh,
  proxyContainer,
} from '#mesh/istio/analysis/in-mesh.ts';
import { selects } from '#mesh/istio/analysis/labels.ts';
import {
  fullName,
  type Bodies,
  type Resource,
  type Snapshot,
} from '#mesh/istio/analysis/resource.ts';

type Deployment = Resource<'Deployment'>;
type Service = Resource<'Service'>;

const nameField = ['metadata', 'name'];

export const serviceAssociation: Analyzer = {
  name: 'deployment.MultiServiceAnalyzer',
  description: 'Checks association between services and pods',
  analyze: (snapshot, report) => {
    for (const deployment of snapshot.Deployment) {
      if (!isDeploymentInMesh(deployment, snapshot)) continue;
      const services = servicesOf(deployment, snapshot);
      checkProtocols(deployment, services, report);
      checkTargetPorts(deployment, services, report);
    }
  },
};

function servicesOf({ namespace, body }: Deployment, { Service }: Snapshot): readonly Service[] {
  const labels = body.template.metadata?.labels ?? {};
  return Service.filter(
    (service) =>
      service.namespace === namespace &&
      Object.keys(service.body.selector ?? {}).length > 0 &&
      selects(service.body.selector, labels),
  );
}

function checkProtocols(
  deployment: Deployment,
  services: readonly Service[],
  report: Report,
): void {
  const ports = services.flatMap((service) =>
    (service.body.ports ?? []).map(({ port, protocol = 'TCP' }) => ({ service, port, protocol })),
  );
  for (const [port = 0, users = []] of Map.groupBy(ports, (one) => one.port)) {
    if (new Set(users.map(({ protocol }) => protocol)).size < 2) continue;
    const names = users.map(({ service }) => fullName(service)).toSorted();
    const values = [deployment.name, port, names];
    report('DeploymentAssociatedToMultipleServices', deployment, values, nameField);
  }
}

function checkTargetPorts(
  deployment: Deployment,
  services: readonly Service[],
  report: Report,
): void {
  // The last service of a port stands for it.
  const targets = new Map<string, Map<number, string>>();
  for (const service of services) {
    for (const { port, targetPort } of service.body.ports ?? []) {
      const target = String(targetPort || port);
      const users = targets.get(target) ?? new Map<number, string>();
      targets.set(target, users.set(port, fullName(service)));
    }
  }
  for (const [target, users] of targets) {
    if (users.size < 2) continue;
    const ports = [...users.keys()].toSorted((a, b) => a - b);
    const values = [deployment.name, [...users.values()].toSorted(), target, ports];
    report('DeploymentConflictingPorts', deployment, values, nameField);
  }
}

/** The user that the proxy runs as: its traffic is not redirected. */
const proxyUser = 1337;

export const applicationUid: Analyzer = {
  name: 'applicationUID.Analyzer',
  description: 'Checks invalid application UID',
  analyze: ({ Pod, Deployment }, report) => {
    for (const pod of Pod) {
      if (!isControlPlane(pod) && runsAsProxy(pod.body)) report('InvalidApplicationUID', pod);
    }
    for (const deployment of Deployment) {
      const spec = deployment.body.template.spec;
      if (spec && !isControlPlane(deployment) && runsAsProxy(spec)) {
        report('InvalidApplicationUID', deployment);
      }
    }
  },
};

function runsAsProxy({ securityContext, containers }: Bodies['Pod']): boolean {
  return (
    securityContext?.runAsUser === proxyUser ||
    containers.some(
      ({ name, securityContext: own }) => name !== proxyContainer && own?.runAsUser === proxyUser,
    )
  );
}
