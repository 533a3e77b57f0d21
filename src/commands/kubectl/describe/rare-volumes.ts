/** Kinds of volumes that few clusters have, as `volumes.ts` has the others. */
export const rareSources: Readonly<Record<string, string>> = {
  iscsi:
    "ISCSI (an ISCSI Disk resource that is attached to a kubelet's host machine and then exposed to the pod)|TargetPortal::targetPortal|IQN::iqn|Lun::lun|ISCSIInterface:iscsiInterface|FSType::fsType|ReadOnly::readOnly=false|Portals::portals=[]|DiscoveryCHAPAuth::chapAuthDiscovery=false|SessionCHAPAuth::chapAuthSession=false|SecretRef::secretRef=nil|InitiatorName::initiatorName=<none>",
  gcePersistentDisk:
    'GCEPersistentDisk (a Persistent Disk resource in Google Compute Engine)|PDName::pdName|FSType::fsType|Partition::partition=0|ReadOnly::readOnly=false',
  awsElasticBlockStore:
    'AWSElasticBlockStore (a Persistent Disk resource in AWS)|VolumeID::volumeID|FSType::fsType|Partition::partition=0|ReadOnly::readOnly=false',
  gitRepo:
    'GitRepo (a volume that is pulled from git when the pod is created)|Repository::repository|Revision::revision',
  glusterfs:
    "Glusterfs (a Glusterfs mount on the host that shares a pod's lifetime)|EndpointsName::endpoints|Path::path|ReadOnly::readOnly=false",
  rbd: "RBD (a Rados Block Device mount on the host that shares a pod's lifetime)|CephMonitors::monitors|RBDImage::image|FSType::fsType|RBDPool::pool|RadosUser::user|Keyring::keyring|SecretRef::secretRef=nil|ReadOnly::readOnly=false",
  cinder:
    'Cinder (a Persistent Disk resource in OpenStack)|VolumeID::volumeID|FSType::fsType|ReadOnly::readOnly=false|SecretRef::secretRef=nil',
  fc: 'FC (a Fibre Channel disk)|TargetWWNs::targetWWNs|LUN::lun=<none>|FSType::fsType|ReadOnly::readOnly=false',
  azureFile:
    'AzureFile (an Azure File Service mount on the host and bind mount to the pod)|SecretName::secretName|ShareName::shareName|ReadOnly::readOnly=false',
  azureDisk:
    'AzureDisk (an Azure Data Disk mount on the host and bind mount to the pod)|DiskName::diskName|DiskURI::diskURI|Kind::kind|FSType::fsType|CachingMode::cachingMode|ReadOnly::readOnly=false',
  vsphereVolume:
    'vSphereVolume (a Persistent Disk resource in vSphere)|VolumePath::volumePath|FSType::fsType|StoragePolicyName::storagePolicyName',
  flexVolume:
    'FlexVolume (a generic volume resource that is provisioned/attached using an exec based plugin)|Driver::driver|FSType::fsType|SecretRef::secretRef=nil|ReadOnly::readOnly=false|Options::options=map[]',
  cephfs:
    "CephFS (a CephFS mount on the host that shares a pod's lifetime)|Monitors::monitors|Path::path|User::user|SecretFile::secretFile|SecretRef::secretRef=nil|ReadOnly::readOnly=false",
};
