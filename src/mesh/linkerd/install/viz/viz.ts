import type { Making } from '#mesh/linkerd/install/control-plane.ts';
import { type Component, type Manifest, service } from '#mesh/linkerd/install/manifest.ts';
import { isSet, textAt, type Values } from '#mesh/linkerd/install/values.ts';
import { selfSignedCertificate } from '#mesh/linkerd/tls/self-signed.ts';
import {
  anyNetwork,
  authorization,
  byApiServer,
  metricsApiPolicy,
  server,
  serviceProfiles,
} from './policies.ts';
import { prometheus } from './prometheus.ts';
import {
  metricsApiRbac,
  prometheusRbac,
  tapInjectorRbac,
  tapRbac,
  vizComponent,
  webRbac,
} from './rbac.ts';
import { deployment, logLevel } from './workloads.ts';

/** `linkerd viz install`: in the order of the chart's templates (viz/cmd/install.go). */
export function viz(
  values: Values,
  namespace: string,
  { now, random }: Making,
): readonly Manifest[] {
  const base = { namespace, labels: {}, createdBy: textAt(values, 'cliVersion') };
  const selfSigned = (host: string) => selfSignedCertificate(host, now, random);
  const controlPlane = textAt(values, 'linkerdNamespace');
  const hasPrometheus = isSet(values, 'prometheus.enabled');
  return [
    namespaceOf(namespace),
    ...metricsApiRbac(base),
    ...(hasPrometheus ? prometheusRbac(base) : []),
    ...tapRbac(base, selfSigned),
    ...webRbac(base, controlPlane),
    ...metricsApi(values, base),
    ...(hasPrometheus ? prometheus(values, base) : []),
    ...tap(values, base),
    ...tapInjectorRbac(base, textAt(values, 'tapInjector.failurePolicy'), selfSigned),
    ...tapInjector(values, base),
    ...web(values, base),
    ...serviceProfiles(base, textAt(values, 'clusterDomain')).slice(0, hasPrometheus ? 2 : 1),
  ];
}

function namespaceOf(name: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        'linkerd.io/extension': 'viz',
        'pod-security.kubernetes.io/enforce': 'privileged',
      },
      annotations: {
        'linkerd.io/inject': 'enabled',
        'config.linkerd.io/proxy-await': 'enabled',
      },
    },
  };
}

function metricsApi(values: Values, base: Component): readonly Manifest[] {
  const component = vizComponent(base, 'metrics-api');
  const domain = textAt(values, 'clusterDomain');
  const url =
    textAt(values, 'prometheusUrl') || `http://prometheus.${base.namespace}.svc.${domain}:9090`;
  return [
    service(component, {
      name: 'metrics-api',
      ports: ['http 8085 8085'],
      selector: component.labels,
    }),
    deployment(values, base, {
      name: 'metrics-api',
      path: 'metricsAPI',
      isNamed: false,
      args: [
        `-controller-namespace=${textAt(values, 'linkerdNamespace')}`,
        `-log-level=${logLevel(values, 'metricsAPI')}`,
        '-log-format=plain',
        `-cluster-domain=${domain}`,
        `-prometheus-url=${url}`,
        '-enable-pprof=false',
      ],
      ports: ['8085 http'],
      adminPort: 9995,
    }),
    ...metricsApiPolicy(base),
  ];
}

function tap(values: Values, base: Component): readonly Manifest[] {
  const trust = textAt(values, 'identityTrustDomain') || textAt(values, 'clusterDomain');
  return [
    service(vizComponent(base, 'tap', true), {
      name: 'tap',
      ports: ['grpc 8088 8088', 'apiserver 443 apiserver'],
      selector: vizComponent(base, 'tap').labels,
    }),
    deployment(values, base, {
      name: 'tap',
      path: 'tap',
      isNamed: true,
      args: [
        'api',
        `-api-namespace=${textAt(values, 'linkerdNamespace')}`,
        `-log-level=${logLevel(values, 'tap')}`,
        '-log-format=plain',
        `-identity-trust-domain=${trust}`,
        '-enable-pprof=false',
      ],
      ports: ['8088 grpc', '8089 apiserver'],
      adminPort: 9998,
      tls: 'tap-k8s-tls',
    }),
    server(base, { server: 'tap-api', component: 'tap', port: 'apiserver', protocol: 'TLS' }),
    authorization(base, { name: 'tap', component: 'tap', server: 'tap-api', by: byApiServer }),
  ];
}

function tapInjector(values: Values, base: Component): readonly Manifest[] {
  const name = 'tap-injector';
  const component = vizComponent(base, name);
  return [
    service(component, {
      name,
      ports: ['tap-injector 443 tap-injector'],
      selector: component.labels,
    }),
    deployment(values, base, {
      name,
      path: 'tapInjector',
      image: 'tap',
      isNamed: false,
      args: [
        'injector',
        `-tap-service-name=tap.${base.namespace}.serviceaccount.identity.${textAt(values, 'linkerdNamespace')}.${textAt(values, 'identityTrustDomain') || textAt(values, 'clusterDomain')}`,
        `-log-level=${logLevel(values, 'tapInjector')}`,
        '-log-format=plain',
        '-enable-pprof=false',
      ],
      ports: ['8443 tap-injector'],
      adminPort: 9995,
      tls: 'tap-injector-k8s-tls',
    }),
    server(base, {
      server: 'tap-injector-webhook',
      component: name,
      port: name,
      protocol: 'TLS',
    }),
    authorization(base, {
      name,
      component: name,
      server: 'tap-injector-webhook',
      by: byApiServer,
    }),
    anyNetwork(base, 'kube-api-server'),
  ];
}

function web(values: Values, base: Component): readonly Manifest[] {
  const { namespace } = base;
  const domain = textAt(values, 'clusterDomain');
  const hosts = [`web.${namespace}.svc.${domain}`, `web.${namespace}.svc`]
    .map((host) => host.replaceAll('.', '\\.'))
    .join('|');
  const enforced =
    textAt(values, 'dashboard.enforcedHostRegexp') ||
    String.raw`^(localhost|127\.0\.0\.1|${hosts}|\[::1\])(:\d+)?$`;
  return [
    service(vizComponent(base, 'web', true), {
      name: 'web',
      ports: ['http 8084 8084', 'admin-http 9994 9994'],
      selector: vizComponent(base, 'web').labels,
    }),
    deployment(values, base, {
      name: 'web',
      path: 'dashboard',
      isNamed: true,
      args: [
        `-linkerd-metrics-api-addr=metrics-api.${namespace}.svc.${domain}:8085`,
        `-cluster-domain=${domain}`,
        `-controller-namespace=${textAt(values, 'linkerdNamespace')}`,
        `-log-level=${logLevel(values, 'dashboard')}`,
        '-log-format=plain',
        `-enforced-host=${enforced}`,
        '-enable-pprof=false',
      ],
      ports: ['8084 http'],
      adminPort: 9994,
    }),
  ];
}
