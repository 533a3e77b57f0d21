import type { Generator } from './generator.ts';

export const ingresses: readonly Generator[] = [
  [
    'create ingress i',
    [
      '--rule=a/b=s:80',
      '--rule="a.example.com/*=s:http,tls=t"',
      '--rule="/=s:80,tls"',
      '--rule=x',
      '--rule=a/b=s:80:81',
      '--class=nginx',
      '--class=',
      '--default-backend=s:80',
      '--default-backend=s',
      '--annotation=a=b',
      '--annotation=a',
    ],
  ],
];
