import type { Lines } from './lines.ts';

/** A pod with each kind of volume that few have. */
const volumes = [
  { name: 'iscsi', iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.x', lun: 0 } },
  {
    name: 'iscsi2',
    iscsi: {
      targetPortal: '10.0.0.1:3260',
      iqn: 'iqn.x',
      lun: 2,
      iscsiInterface: 'if',
      fsType: 'ext4',
      readOnly: true,
      portals: ['a', 'b'],
      chapAuthDiscovery: true,
      chapAuthSession: true,
      secretRef: { name: 's' },
      initiatorName: 'iqn.i',
    },
  },
  { name: 'gce', gcePersistentDisk: { pdName: 'd' } },
  { name: 'aws', awsElasticBlockStore: { volumeID: 'v' } },
  { name: 'git', gitRepo: { repository: 'r' } },
  { name: 'gluster', glusterfs: { endpoints: 'e', path: 'p' } },
  { name: 'rbd', rbd: { monitors: ['m'], image: 'i' } },
  { name: 'cinder', cinder: { volumeID: 'v' } },
  { name: 'fc', fc: { targetWWNs: ['a'], lun: 1 } },
  { name: 'azf', azureFile: { secretName: 's', shareName: 'n' } },
  { name: 'azd', azureDisk: { diskName: 'd', diskURI: 'u' } },
  { name: 'vs', vsphereVolume: { volumePath: 'p' } },
  { name: 'flex', flexVolume: { driver: 'd', options: { b: '1', a: '2' } } },
  { name: 'cephfs', cephfs: { monitors: ['m'] } },
  { name: 'csi', csi: { driver: 'd' } },
  { name: 'csi2', csi: { driver: 'd', volumeAttributes: { b: '2', a: '1' } } },
  {
    name: 'eph',
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      },
    },
  },
  {
    name: 'eph2',
    ephemeral: {
      volumeClaimTemplate: {
        metadata: { labels: { a: 'b' }, annotations: { c: 'd' } },
        spec: {
          storageClassName: 'sc',
          volumeMode: 'Block',
          dataSource: { kind: 'PersistentVolumeClaim', name: 'o' },
          accessModes: ['ReadWriteOnce', 'ReadWriteMany'],
          resources: { requests: { storage: '1Gi' } },
        },
      },
    },
  },
];

const manifest = (apiVersion: string, kind: string, fields: Record<string, unknown>): string =>
  JSON.stringify({ apiVersion, kind, metadata: { name: 'rare' }, ...fields });

const pod = manifest('v1', 'Pod', {
  spec: { nodeName: 'none', containers: [{ name: 'main', image: 'nginx:1.28' }], volumes },
});
const persistent = (source: Record<string, unknown>): string =>
  manifest('v1', 'PersistentVolume', {
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], ...source },
  });
const allowedTopologies = [
  {
    matchLabelExpressions: [
      { key: 'zone', values: ['a', 'b'] },
      { key: 'k', values: ['c'] },
    ],
  },
  { matchLabelExpressions: [] },
  { matchLabelExpressions: [{ key: 'q', values: [] }] },
];

/** Objects with fields that are seldom seen, and what is told of them. */
export const rare: Lines = {
  empty: [
    `kubectl apply -f - --validate=false <<< ${pod} ;; kubectl describe pod rare`,
    `kubectl apply -f - <<< ${persistent({ csi: { driver: 'd', volumeHandle: 'h', volumeAttributes: { b: '2', a: '1' } } })} ;; kubectl describe pv rare`,
    `kubectl apply -f - <<< ${persistent({ iscsi: { targetPortal: '10.0.0.1:3260', iqn: 'iqn.x', lun: 2 } })} ;; kubectl describe pv rare`,
    `kubectl apply -f - --validate=false <<< ${manifest('storage.k8s.io/v1', 'StorageClass', { provisioner: 'x/y', allowedTopologies })} ;; kubectl describe sc rare`,
    `kubectl apply -f - <<< ${manifest('policy/v1', 'PodDisruptionBudget', { spec: { selector: {}, minAvailable: '50%', maxUnavailable: 0 } })}`,
  ],
};
