import { newCluster } from '#worker/course-cluster.ts';
import { home } from '#worker/laptop.ts';
import { type Run, laptopShell, turn } from './laptop-shell.ts';
import { start } from './meshed.ts';

/** The learner's machine with Istio's release on it, the demo profile in the cluster, and httpbin in the mesh. */
export async function learner(): Promise<Run> {
  const cluster = newCluster({ seed: 1, start, loadBalancer: true, turn });
  const run = laptopShell(cluster, `${home}/istio-1.31.1/bin:`);
  await run('curl -sL https://istio.io/downloadIstio | ISTIO_VERSION=1.31.1 sh -');
  await run('istioctl install --set profile=demo -y');
  await run('kubectl label namespace default istio-injection=enabled');
  await run('kubectl apply -f istio-1.31.1/samples/httpbin/httpbin.yaml');
  await run('kubectl wait --for=condition=available deployment/httpbin --timeout=90s');
  return run;
}
