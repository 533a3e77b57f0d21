import type { StateName } from '../../states.ts';

/** What a state has that is worth naming, besides what every cluster has. */
export interface Vocabulary {
  /** Kinds, as they may be typed. */
  kinds: readonly string[];
  /** Objects, as `kind name`. */
  objects: readonly string[];
  /** Containers of their pods. */
  containers: readonly string[];
  namespaces: readonly string[];
  selectors: readonly string[];
  files: readonly string[];
}

export const vocabularies: Record<StateName, Vocabulary> = {
  empty: {
    kinds: ['nodes', 'no', 'ns', 'cm', 'sa', 'sc', 'leases', 'apiservices', 'ev'],
    objects: [
      'node maillage-worker',
      'ns default',
      'svc kubernetes',
      'sa default',
      'cm kube-root-ca.crt',
    ],
    containers: ['coredns'],
    namespaces: ['kube-system'],
    selectors: ['k8s-app=kube-dns', 'kubernetes.io/os=linux'],
    files: ['bookinfo.yaml', 'crontabs.yaml'],
  },
  bookinfo: {
    kinds: ['rs', 'replicasets.apps', 'endpointslices', 'ep', 'sa', 'all'],
    objects: ['deploy details-v1', 'deployment reviews-v1', 'svc details', 'sa bookinfo-reviews'],
    containers: ['details', 'reviews'],
    namespaces: ['kube-system'],
    selectors: ['app=reviews', 'app=reviews,version=v1', 'version in (v1,v2)', '!app'],
    files: ['bookinfo.yaml', 'rollout.yaml'],
  },
  emojivoto: {
    kinds: ['deploy,svc', 'rs', 'sa', 'ns', 'endpointslices'],
    objects: ['deploy emoji', 'svc web-svc', 'sa voting', 'deployment vote-bot', 'ns emojivoto'],
    containers: ['emoji-svc', 'web-svc'],
    namespaces: ['emojivoto', 'emojivoto', 'emojivoto'],
    selectors: ['app=emoji-svc', 'app.kubernetes.io/part-of=emojivoto', 'app notin (web-svc)'],
    files: ['emojivoto.yaml'],
  },
  rollout: {
    kinds: ['rs', 'deploy,rs', 'controllerrevisions', 'ep'],
    objects: ['deploy web', 'deployment.apps web', 'svc web'],
    containers: ['nginx'],
    namespaces: ['default'],
    selectors: ['app=web', 'pod-template-hash'],
    files: ['rollout.yaml', 'rollout-broken.yaml'],
  },
  'failing-images': {
    kinds: ['ev', 'rs', 'po,deploy'],
    objects: ['deploy typo', 'pod bad-name', 'po no-config', 'pod too-big', 'pod picky'],
    containers: ['app'],
    namespaces: ['default'],
    selectors: ['app=typo'],
    files: ['failing-images.yaml'],
  },
  'crash-loops': {
    kinds: ['ev', 'events', 'rs', 'po,rs'],
    objects: ['deploy crash', 'pod once', 'pod unready', 'pod no-such-command'],
    containers: ['app'],
    namespaces: ['default'],
    selectors: ['app=crash'],
    files: ['crash-loops.yaml'],
  },
  sidecars: {
    kinds: ['po', 'ev', 'po,svc'],
    objects: ['pod waiting', 'pod meshed', 'po init-fails'],
    containers: ['app', 'proxy', 'other', 'init', 'first'],
    namespaces: ['default'],
    selectors: ['app=meshed', 'app in (meshed, waiting)'],
    files: ['sidecars.yaml'],
  },
  jobs: {
    kinds: ['jobs', 'cj', 'cronjobs.batch', 'job,cj'],
    objects: ['job pi', 'job many', 'cj hourly', 'cronjob minutely'],
    containers: ['pi', 'work'],
    namespaces: ['default'],
    selectors: ['job-name=many', 'batch.kubernetes.io/job-name=pi'],
    files: ['jobs.yaml'],
  },
  crds: {
    kinds: ['crd', 'ct', 'crontab', 'crontabs.stable.example.com', 'regions', 'ct,region'],
    objects: ['ct nightly', 'crontabs often', 'crd regions.stable.example.com', 'region paris'],
    containers: ['absent'],
    namespaces: ['default'],
    selectors: ['team=nuit'],
    files: ['crontabs.yaml', 'crds.yaml'],
  },
  events: {
    kinds: ['ev', 'events.v1.events.k8s.io', 'ev,po', 'rs'],
    objects: ['deploy details-v1', 'pod once', 'deploy crash', 'pod too-big'],
    containers: ['app'],
    namespaces: ['kube-system'],
    selectors: ['app=crash', 'app=reviews'],
    files: ['failing-images.yaml'],
  },
  terminating: {
    kinds: ['cm', 'ns', 'cm,po'],
    objects: ['ns stuck', 'cm going', 'cm held', 'pod slow-stop'],
    containers: ['app'],
    namespaces: ['stuck', 'stuck'],
    selectors: ['a=b'],
    files: ['terminating.yaml'],
  },
  rbac: {
    kinds: ['roles', 'rolebindings', 'clusterroles', 'clusterrolebindings', 'sa', 'role,sa'],
    objects: [
      'role pod-reader',
      'rolebinding readers',
      'clusterrole node-viewer',
      'clusterrole view',
      'clusterrolebinding node-viewers',
      'sa reader',
    ],
    containers: ['absent'],
    namespaces: ['team', 'team', 'team'],
    selectors: ['kubernetes.io/bootstrapping=rbac-defaults'],
    files: ['rbac.yaml', 'auth/reconcile.yaml'],
  },
  platform: {
    kinds: [
      'sts',
      'ds',
      'ing',
      'netpol',
      'hpa',
      'pdb',
      'quota',
      'limits',
      'secrets',
      'pvc',
      'pv',
      'pc',
    ],
    objects: ['sts db', 'ds agent', 'secret password', 'cm settings', 'ing front', 'hpa web'],
    containers: ['redis', 'agent'],
    namespaces: ['shop', 'shop', 'shop', 'kube-system'],
    selectors: ['app=db'],
    files: ['platform.yaml'],
  },
};
