import type { Lines } from './lines.ts';

/** Labels, annotations and taints. */
export const marked: Lines = {
  empty: [
    'kubectl annotate sa default --list -o name',
    'kubectl annotate sa default --list -o name -l a=b',
    'kubectl annotate sa default --list -o yaml a=b',
  ],
  bookinfo: [
    'kubectl annotate -f bookinfo.yaml --list',
    'kubectl label -f bookinfo.yaml --list',
    'kubectl label deploy --list --all',
    'kubectl label deploy,svc --list -l app=details',
    'kubectl label deploy/details-v1 svc/details --list',
  ],
};

export const markedLate: Lines = {
  empty: [
    'kubectl drain a b -l c=d',
    'kubectl drain a -l c=d',
    'kubectl cordon a -l c=d',
    'kubectl uncordon a -l c=d',
    'kubectl drain',
    'kubectl taint nodes --all a -l b',
    'kubectl label - a=b',
    'kubectl label - a',
    'kubectl label ns default =b',
    'kubectl label ns default -',
    'kubectl label ns default a=b -',
    'kubectl annotate ns default =b',
    'kubectl annotate sa =b',
    'kubectl taint maillage-worker a:NoExecute',
    'kubectl taint pods a b=c:NoExecute',
    'kubectl taint absent/x b=c:NoExecute',
    'kubectl taint no/maillage-worker b=c:NoExecute',
    'kubectl taint - b=c:NoExecute',
    'kubectl label ev absent a=b',
    'kubectl label pods -l a=b --all c=d',
  ],
  bookinfo: [
    'kubectl annotate deploy details-v1 a=b --record -o yaml',
    'kubectl label deploy details-v1 a=b --record --dry-run=client',
    'kubectl label deploy details-v1 --list --record',
    'kubectl annotate -f bookinfo.yaml a=b --resource-version=1',
    'kubectl taint node maillage-worker a=b:NoSchedule -o json',
    'kubectl taint node maillage-worker a=b:NoSchedule -o yaml',
  ],
  terminating: ['kubectl label -f terminating.yaml -n absent a=b'],
  platform: ['kubectl taint node maillage-worker a=b:NoSchedule -o json'],
  'failing-images': [
    'kubectl label -f failing-images.yaml -l a=b c=d',
    'kubectl label -f rbac.yaml -l a=b c=d',
  ],
};
