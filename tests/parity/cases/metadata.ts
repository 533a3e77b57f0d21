import type { Lines } from './lines.ts';

/** Labels and annotations: what is printed of an object that was changed, or had nothing to change. */
export const labelled: Lines = {
  events: [
    'kubectl label pod/too-big a- -o json',
    'kubectl label pod/too-big a- --dry-run=client -o json',
    'kubectl label pod/too-big a- --dry-run=server -o yaml',
    'kubectl label sa default a- -o yaml',
    'kubectl label sa default a- -o go-template={{.metadata.labels}}',
    'kubectl annotate pod/too-big a- -o json',
    'kubectl annotate sa default a- -o yaml',
    'kubectl annotate sa default a- --dry-run=client -o yaml',
    'kubectl label pod/too-big a=b --record -o yaml --dry-run=client',
    'kubectl annotate pod/too-big a=b --record -o yaml --dry-run=client',
    'kubectl label svc details app=details --resource-version=1 --dry-run=client',
  ],
};
