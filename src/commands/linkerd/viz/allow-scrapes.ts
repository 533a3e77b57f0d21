import { notSimulated } from '#commands/kubectl/errors.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import type { Verb } from '#commands/linkerd/command.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';

/** viz/cmd/allow-scrapes.go (edge-26.6.3). */
export const allowScrapes: Verb = async (context) => {
  const { flags } = context;
  const namespace = flags.text('namespace');
  if (namespace === '') throw new CommandError('required flag(s) "namespace" not set');
  if (flags.text('output') !== 'yaml') throw notSimulated('linkerd viz allow-scrapes -o json');
  await context.out(
    documents(namespace)
      .map((text) => `---\n${text}`)
      .join(''),
  );
};

function documents(namespace: string): readonly string[] {
  const metadata = (name: string) => `metadata:
  name: ${name}
  namespace: ${namespace}
  annotations:
    linkerd-io/created-by: linkerd-viz ${linkerdVersion}
  labels:
    linkerd.io/extension: viz
`;
  const route = (name: string, paths: readonly string[]) => `apiVersion: policy.linkerd.io/v1alpha1
kind: HTTPRoute
${metadata(name)}spec:
  parentRefs:
    - name: proxy-admin
      kind: Server
      group: policy.linkerd.io
  rules:
    - matches:
${paths.map((path) => `      - path:\n          value: "${path}"\n`).join('')}`;
  const policy = (
    name: string,
    target: string,
    reference: string,
  ) => `apiVersion: policy.linkerd.io/v1alpha1
kind: AuthorizationPolicy
${metadata(name)}spec:
  targetRef:
    group: policy.linkerd.io
    kind: HTTPRoute
    name: ${target}
  requiredAuthenticationRefs:
${reference}`;
  return [
    `apiVersion: policy.linkerd.io/v1beta3
kind: Server
${metadata('proxy-admin')}spec:
  podSelector:
    matchExpressions:
    - key: linkerd.io/control-plane-ns
      operator: Exists
  port: linkerd-admin
  proxyProtocol: HTTP/1
`,
    route('proxy-metrics', ['/metrics']),
    route('proxy-probes', ['/live', '/ready']),
    policy(
      'prometheus-scrape',
      'proxy-metrics',
      '    - kind: ServiceAccount\n      name: prometheus\n      namespace: linkerd-viz\n',
    ),
    policy(
      'proxy-probes',
      'proxy-probes',
      '    - kind: NetworkAuthentication\n      group: policy.linkerd.io\n      name: kubelet\n      namespace: linkerd-viz\n',
    ),
  ];
}
