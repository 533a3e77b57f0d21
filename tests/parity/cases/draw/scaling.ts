import { type Parts, type Tail, sentence, someOf } from './arbitraries.ts';

export const exposing = ({ target }: Parts, tail: Tail) =>
  sentence(
    'expose',
    target,
    someOf(
      [
        '--port=80',
        '--port=x',
        '--target-port=http',
        '--target-port=8080',
        '--name=k',
        '--name=Bad_Name',
        '--type=NodePort',
        '--type=x',
        '--protocol=UDP',
        '--protocol=x',
        '--selector=a=b',
        '--selector=a',
        '--cluster-ip=None',
        '--external-ip=1.2.3.4',
        '--labels=a=b',
        '--session-affinity=ClientIP',
        '--session-affinity=x',
        '--load-balancer-ip=1.2.3.4',
        '--overrides={}',
        '--overrides=x',
        '-l a=b',
      ],
      3,
    ),
    ...tail,
  );

export const autoscaling = ({ target }: Parts, tail: Tail) =>
  sentence(
    'autoscale',
    target,
    someOf(
      [
        '--min=1',
        '--max=3',
        '--max=3',
        '--max=x',
        '--min=5',
        '--cpu=50%',
        '--cpu=100m',
        '--cpu=x',
        '--memory=1Gi',
        '--cpu-percent=80',
        '--name=h',
      ],
      3,
    ),
    ...tail,
  );

export const scaling = ({ selector, target }: Parts, tail: Tail) =>
  sentence(
    'scale',
    target,
    someOf(
      [
        '--replicas=2',
        '--replicas=2',
        '--replicas=-1',
        '--replicas=x',
        '--current-replicas=1',
        '--current-replicas=9',
        '--timeout=1s',
      ],
      2,
    ),
    selector,
    ...tail,
  );
