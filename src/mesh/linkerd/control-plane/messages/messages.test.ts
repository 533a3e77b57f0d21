import { expect, test } from 'vitest';
import type { OutboundRoute } from '#mesh/linkerd/proxy-api.ts';
import { serverMessage } from './inbound.ts';
import { duration, metadataMessage } from './message.ts';
import { networkMessage } from './net.ts';
import { policyMessage } from './outbound.ts';
import { profileMessage } from './profile.ts';
import { filterMessage, grpcMatch, hostMatch, httpMethod } from './route-parts.ts';

test('addresses and durations are numbers', () => {
  expect(networkMessage({ net: '10.0.0.0/8', except: ['10.1.0.1/32'] })).toEqual({
    net: { ip: { Ip: { Ipv4: 167_772_160 } }, prefix_len: 8 },
    except: [{ ip: { Ip: { Ipv4: 167_837_697 } }, prefix_len: 32 }],
  });
  expect(networkMessage({ net: 'fd00::1/64', except: [] })).toEqual({
    net: { ip: { Ip: { Ipv6: { first: '18230571291595767808', last: '1' } } }, prefix_len: 64 },
  });
  expect(duration(10_000)).toEqual({ seconds: 10 });
  expect(duration(1250)).toEqual({ seconds: 1, nanos: 250_000_000 });
});

test('what routes are made of names its kind', () => {
  expect(hostMatch('*.example.com')).toEqual({
    Match: { Suffix: { reverse_labels: ['com', 'example'] } },
  });
  expect(httpMethod('PUT')).toEqual({ Type: { Registered: 2 } });
  expect(httpMethod('BREW')).toEqual({ Type: { Unregistered: 'BREW' } });
  const path = { type: 'exact', value: '/emojivoto.v1.VotingService/VoteDoughnut' } as const;
  expect(grpcMatch({ path, headers: [], queryParams: [] })).toEqual({
    rpc: { service: 'emojivoto.v1.VotingService', method: 'VoteDoughnut' },
  });
  const set = [['x', 'é']] as const;
  expect(filterMessage({ type: 'request-headers', set, add: [], remove: ['y'] })).toEqual({
    Kind: {
      RequestHeaderModifier: { set: { headers: [{ name: 'x', value: 'w6k=' }] }, remove: ['y'] },
    },
  });
  expect(metadataMessage({ group: '', kind: 'default', name: 'http' })).toEqual({
    Kind: { Default: 'http' },
  });
});

test('a server lets in whom its authorizations name', () => {
  const server = { group: 'policy.linkerd.io', kind: 'server', name: 'web' };
  const metadata = { ...server, kind: 'authorizationpolicy', name: 'all' };
  const authentication = { type: 'mesh-tls', identities: ['a'], suffixes: [''] } as const;
  const { authorizations, protocol, labels } = serverMessage({
    server,
    protocol: { type: 'opaque' },
    authorizations: [{ metadata, networks: [], authentication }],
  });
  expect(labels).toEqual(server);
  expect(protocol).toEqual({ Kind: { Opaque: {} } });
  expect(authorizations).toEqual([
    {
      authentication: {
        Permit: {
          MeshTLS: { Clients: { Identities: { identities: [{ name: 'a' }], suffixes: [{}] } } },
        },
      },
      labels: metadata,
      metadata: { Kind: { Resource: metadata } },
    },
  ]);
});

test('rules of one route stay together, and backends that are not the parent are drawn', () => {
  const parent = { group: 'core', kind: 'Service', name: 'web', namespace: 'shop', port: 80 };
  const backend = {
    metadata: parent,
    weight: 1,
    filters: [],
    dispatcher: { type: 'balancer', authority: 'web.shop.svc.cluster.local:80' },
  } as const;
  const missing = {
    ...backend,
    weight: 2,
    dispatcher: { type: 'fail', message: 'Service not found web-v2' },
  } as const;
  const metadata = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'split' };
  const rule = (backends: OutboundRoute['backends']): OutboundRoute => ({
    metadata,
    hosts: [],
    matches: [],
    filters: [],
    backends,
    timeouts: {},
    allowsL5dRequestHeaders: false,
  });
  const routes = [rule([backend]), rule([backend, missing])];
  const { protocol } = policyMessage({ parent, protocol: { type: 'http1', routes } }, backend);
  expect(protocol).toMatchObject({
    Kind: {
      Http1: {
        routes: [
          {
            rules: [
              { backends: { Kind: { FirstAvailable: { backends: [{ backend: {} }] } } } },
              {
                backends: {
                  Kind: {
                    RandomAvailable: {
                      backends: [
                        { weight: 1 },
                        {
                          weight: 2,
                          backend: {
                            backend: { metadata: { Kind: { Default: 'invalid' } }, Kind: null },
                            filters: [
                              {
                                Kind: {
                                  FailureInjector: {
                                    status: 500,
                                    message: 'Service not found web-v2',
                                  },
                                },
                              },
                            ],
                          },
                        },
                      ],
                    },
                  },
                },
              },
            ],
          },
        ],
      },
    },
  });
});

test('a profile has its routes, and a budget even when it says none', () => {
  const message = profileMessage({
    fullyQualifiedName: 'web.shop.svc.cluster.local',
    isOpaque: false,
    routes: [
      {
        labels: { route: 'GET /' },
        condition: { all: [{ method: 'GET' }, { not: { pathRegex: '/x' } }] },
        responseClasses: [{ condition: { status: { min: 500, max: 599 } }, isFailure: true }],
        isRetryable: true,
        timeoutMs: 300,
      },
    ],
    destinationOverrides: [{ authority: 'web-v2.shop.svc.cluster.local:80', weight: 9000 }],
  });
  expect(message).toEqual({
    fully_qualified_name: 'web.shop.svc.cluster.local',
    routes: [
      {
        condition: {
          Match: {
            All: {
              matches: [
                { Match: { Method: { Type: { Registered: 0 } } } },
                { Match: { Not: { Match: { Path: { regex: '/x' } } } } },
              ],
            },
          },
        },
        response_classes: [
          { condition: { Match: { Status: { min: 500, max: 599 } } }, is_failure: true },
        ],
        metrics_labels: { route: 'GET /' },
        is_retryable: true,
        timeout: { nanos: 300_000_000 },
      },
    ],
    retry_budget: { retry_ratio: 0.2, min_retries_per_second: 10, ttl: { seconds: 10 } },
    dst_overrides: [{ authority: 'web-v2.shop.svc.cluster.local:80', weight: 9000 }],
  });
});
