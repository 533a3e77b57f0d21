import type { Generator } from './generator.ts';

export const services: readonly Generator[] = [
  [
    'create service clusterip s',
    [
      '--tcp=80:8080',
      '--tcp=80',
      '--tcp=80,81:82',
      '--tcp=x',
      '--tcp=80:http',
      '--tcp=70000',
      '--clusterip=None',
      '--clusterip=1.2.3.4',
      '--clusterip=x',
    ],
  ],
  [
    'create service nodeport s',
    ['--tcp=80:8080', '--tcp=x:1', '--node-port=30080', '--node-port=-1', '--node-port=1'],
  ],
  ['create svc loadbalancer s', ['--tcp=80:8080', '--tcp=443:https']],
  [
    'create service externalname s',
    ['--external-name=a.example.com', '--external-name=_', '--tcp=80'],
  ],
];
