import { expect, test } from 'vitest';
import type { Run } from './testdata/laptop-shell.ts';
import { learner } from './testdata/learner.ts';

const overTcp = `cat <<EOF | kubectl apply -f -
apiVersion: v1
kind: Service
metadata: { name: echo }
spec:
  selector: { app: echo }
  ports: [{ name: tcp, port: 9000, targetPort: 8080 }]
EOF
kubectl apply -f istio-1.31.1/samples/curl/curl.yaml
kubectl create deployment echo --image=$(kubectl get deploy httpbin -o jsonpath='{.spec.template.spec.containers[0].image}')
kubectl wait --for=condition=available deployment/curl deployment/echo --timeout=90s`;

/** Metrics of Istio's in a proxy, without the values of labels but those that are asked for. */
async function metricsOf(run: Run, app: string, metric: string, shown: readonly string[]) {
  const { stdout } = await run(
    `kubectl exec deploy/${app} -c istio-proxy -- curl -s localhost:15020/stats/prometheus`,
  );
  return stdout
    .split('\n')
    .filter((line) => line.startsWith(metric))
    .map((line) => {
      const labels = [...line.matchAll(/(\w+)="([^"]*)"/g)];
      const kept = labels
        .filter(([, name = '']) => shown.includes(name))
        .map(([, , value]) => value);
      return `${line.split('{')[0]} ${kept.join(' ')}: ${line.split('} ')[1]}`;
    });
}

test('proxies count requests, bytes and connections as Istio’s dashboards expect them', async () => {
  const run = await learner();
  await run(overTcp);
  const ask = (url: string) => run(`kubectl exec deploy/curl -c curl -- curl -s ${url}`);
  await ask('http://httpbin:8000/delay/2');
  await ask('http://httpbin:8000/status/418');
  await ask('http://echo:9000/status/200');
  const ends = ['source_workload', 'destination_workload', 'le', 'response_code'];
  const durations = await metricsOf(run, 'httpbin', 'istio_request_duration', ends);
  expect(durations).toContain(
    'istio_request_duration_milliseconds_bucket curl httpbin 200 1000: 0',
  );
  expect(durations).toContain(
    'istio_request_duration_milliseconds_bucket curl httpbin 200 2500: 1',
  );
  expect(durations).toContain('istio_request_duration_milliseconds_count curl httpbin 418: 1');
  const bytes = await metricsOf(run, 'curl', 'istio_response_bytes_count', ends);
  expect(bytes).toEqual([
    'istio_response_bytes_count curl httpbin 200: 1',
    'istio_response_bytes_count curl httpbin 418: 1',
  ]);
  const tcp = ['reporter', 'source_workload', 'destination_workload', 'request_protocol'];
  const said = [
    ...(await metricsOf(run, 'curl', 'istio_tcp_connections', tcp)),
    ...(await metricsOf(run, 'echo', 'istio_tcp_connections', tcp)),
  ];
  expect(said).toEqual([
    'istio_tcp_connections_closed_total source curl echo tcp: 1',
    'istio_tcp_connections_opened_total source curl echo tcp: 1',
    'istio_tcp_connections_closed_total destination curl echo tcp: 1',
    'istio_tcp_connections_opened_total destination curl echo tcp: 1',
  ]);
  const { stdout } = await run(
    'kubectl exec deploy/curl -c istio-proxy -- curl -s localhost:15090/stats/prometheus',
  );
  expect(stdout).toContain(
    '# TYPE istio_build gauge\nistio_build{component="proxy",tag="1.31.1"} 1\n',
  );
  expect(stdout).toContain('# TYPE istio_request_duration_milliseconds histogram\n');
  expect(stdout).toMatch(
    /^istio_tcp_sent_bytes_total\{reporter="source",.*,request_protocol="tcp",response_flags="-",connection_security_policy="unknown"\} [1-9]\d+$/m,
  );
}, 60_000);
