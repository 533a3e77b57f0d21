import { expect, test } from 'vitest';
import type { Run } from './testdata/laptop-shell.ts';
import { learner } from './testdata/learner.ts';

const telemetry = (name: string, app: string, spec: string) => `cat <<EOF | kubectl apply -f -
apiVersion: telemetry.istio.io/v1
kind: Telemetry
metadata: { name: ${name} }
spec:
  selector: { matchLabels: { app: ${app} } }
${spec}
EOF
sleep 2`;

async function ask(run: Run, path: string): Promise<void> {
  await run(`kubectl exec deploy/curl -c curl -- curl -s -o /dev/null http://httpbin:8000${path}`);
}

async function countersOf(run: Run): Promise<readonly string[]> {
  const { stdout } = await run(
    'kubectl exec deploy/curl -c istio-proxy -- curl -s localhost:15020/stats/prometheus',
  );
  return stdout.split('\n').filter((line) => /^istio_(requests|request_duration)/.test(line));
}

test('an access log keeps what its expression keeps, and metrics have the labels that Telemetry gives them', async () => {
  const run = await learner();
  await run('kubectl apply -f istio-1.31.1/samples/curl/curl.yaml');
  await run('kubectl wait --for=condition=available deployment/curl --timeout=90s');
  await run(
    telemetry(
      'errors',
      'httpbin',
      `  accessLogging:
  - providers: [{ name: envoy }]
    filter: { expression: "response.code >= 400 && request.headers['user-agent'].startsWith('curl')" }`,
    ),
  );
  await ask(run, '/status/200');
  await ask(run, '/status/404');
  const { stdout: log } = await run('kubectl logs deploy/httpbin -c istio-proxy');
  expect(log).not.toContain('"GET /status/200 ');
  expect(log).toContain('"GET /status/404 ');

  await run(
    telemetry(
      'labels',
      'curl',
      `  metrics:
  - providers: [{ name: prometheus }]
    overrides:
    - match: { metric: REQUEST_COUNT, mode: CLIENT }
      tagOverrides:
        response_flags: { operation: REMOVE }
        request_host: { value: request.host }
        source_app: { value: "'shop'" }
    - match: { metric: REQUEST_DURATION }
      disabled: true`,
    ),
  );
  const before = await countersOf(run);
  await ask(run, '/status/201');
  const added = (await countersOf(run)).filter((line) => !before.includes(line));
  expect(added).toHaveLength(1);
  const [line = ''] = added;
  expect(line).toMatch(
    /^istio_requests_total\{.*,source_app="shop",.*request_host="httpbin:8000"\} 1$/,
  );
  expect(line).toContain('response_code="201"');
  expect(line).not.toContain('response_flags');
  const { stdout: listeners } = await run('istioctl pc listener deploy/curl --port 8000 -o json');
  expect(listeners.replaceAll(/\s+/g, '')).toContain(
    `"metrics":[{"name":"request_duration_milliseconds","drop":true},{"dimensions":{"request_host":"request.host","source_app":"'shop'"},"name":"requests_total","tags_to_remove":["response_flags"]}]`,
  );
}, 60_000);
