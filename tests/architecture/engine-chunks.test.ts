import { expect, test } from 'vitest';
import { modulesWith } from '../../scripts/engine-size.ts';

const count = (modules: readonly string[] = [], part: RegExp): number =>
  modules.filter((path) => part.test(path)).length;

test('what reads brings nothing of what writes, nor a text program the toolbox or the YAML library', async () => {
  const readers = ['commands/kubectl/run-kubectl', 'commands/kubectl/describe', 'shell/run/engine'];
  const programs = ['grep', 'ls', 'small', 'sort', 'streams'];
  const all = await modulesWith([
    ...readers.map((name) => `src/${name}.ts`),
    ...programs.map((name) => `src/shell/programs/${name}.ts`),
  ]);
  for (const modules of all) {
    expect(modules.length).toBeGreaterThan(0);
    expect(count(modules, /\/just-bash\/|\/yaml\/|\/request-rules\.ts$|\/run-curl\.ts$/)).toBe(0);
  }
});

test('what a mesh needs brings nothing of the other mesh, and what any lab needs nothing of either', async () => {
  const [worker, line, diagnosis, istio, linkerd, certificates] = await modulesWith([
    'src/worker/engine.ts',
    'src/commands/kubectl/run-kubectl.ts',
    'src/checks/diagnostics/diagnose.ts',
    'src/mesh/istio/istio.ts',
    'src/mesh/linkerd/linkerd.ts',
    'src/commands/openssl/x509.ts',
  ]);
  expect(count(istio, /\/mesh\/istio\//)).toBeGreaterThan(100);
  expect(count(istio, /\/mesh\/linkerd\/(?!images|version)|\/run-linkerd/)).toBe(0);
  expect(count(linkerd, /\/mesh\/linkerd\//)).toBeGreaterThan(0);
  for (const modules of [worker, line, linkerd, certificates])
    expect(count(modules, /\/mesh\/istio\/(?:pilot|envoy|agent|install)\//)).toBe(0);
  // Of the mesh only what its objects are: its own rules come with its kinds.
  expect(count(diagnosis, /\/mesh\/istio\/(?!analysis\/|images|version)|\/analyzers\//)).toBe(0);
});
