import { beforeEach, expect, test, vi } from 'vitest';
import type { Run } from './testdata/laptop-shell.ts';

/** Modules as a new page has them: nothing that is loaded later has been. */
let run: Run;
let isLoaded: () => boolean;

beforeEach(async () => {
  vi.resetModules();
  const { learner } = await import('./testdata/learner.ts');
  const { anySettings } = await import('#mesh/istio/settings-text.ts');
  isLoaded = () => anySettings.value !== undefined;
  run = await learner();
});

/** The remark is what is not plain. */
const annotation = `proxy.istio.io/config: |
          concurrency: 3 # as many as the node has
          drainDuration: 45s`;

const proxyConfig = async (pod: string): Promise<string> =>
  (await run(`kubectl get pod ${pod} -o yaml | grep -A4 'name: PROXY_CONFIG'`)).stdout;

test('what a mesh that is installed as it comes is set to is read without the YAML library', () => {
  expect(isLoaded()).toBe(false);
});

test('what a template says of its proxies in any YAML is read when its pods are made', async () => {
  await run(`kubectl patch deploy httpbin --type merge -p "$(cat <<'EOF'
spec:
  template:
    metadata:
      annotations:
        ${annotation}
EOF
)"`);
  await run('kubectl rollout status deploy/httpbin --timeout=90s');
  expect(isLoaded()).toBe(true);
  expect(await proxyConfig('-l app=httpbin')).toContain('"concurrency":3');
});

test('what a pod of a client says of its proxy in any YAML is read as it comes', async () => {
  const { code, stderr } = await run(`cat <<'EOF' | kubectl apply -f -
apiVersion: v1
kind: Pod
metadata:
  name: alone
  annotations:
        ${annotation}
spec: { containers: [{ name: a, image: nginx }] }
EOF`);
  expect([code, stderr]).toEqual([0, '']);
  expect(isLoaded()).toBe(true);
  expect(await proxyConfig('alone')).toContain('"concurrency":3');
});

test('settings of the mesh in any YAML are read', async () => {
  await run(`kubectl patch configmap istio -n istio-system --type merge -p "$(cat <<'EOF'
data:
  mesh: |
    defaultConfig: { concurrency: 3 } # for all
EOF
)"`);
  await run('kubectl rollout restart deploy/httpbin; kubectl rollout status deploy/httpbin');
  expect(isLoaded()).toBe(true);
  expect(await proxyConfig('-l app=httpbin')).toContain('"concurrency":3');
});
