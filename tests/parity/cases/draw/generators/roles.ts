import type { Generator } from './generator.ts';

export const roles: readonly Generator[] = [
  [
    'create role r',
    [
      '--verb=get',
      '--verb=list,watch',
      '--verb=absent',
      '--verb=*',
      '--resource=pods',
      '--resource=deployments.apps,svc',
      '--resource=pods/log',
      '--resource=absent',
      '--resource=*',
      '--resource-name=x',
      '--resource-name=a --resource-name=b',
    ],
  ],
  [
    'create clusterrole r',
    [
      '--verb=get',
      '--verb=list,watch',
      '--resource=deploy',
      '--resource=nodes,rs.apps',
      '--non-resource-url=/healthz',
      '--non-resource-url=x',
      '--aggregation-rule=a=b',
      '--aggregation-rule=a',
      '--resource-name=x',
    ],
  ],
];
