/** How a cluster comes to be in a state: the lines run since it was made. `sleep` lets its time pass. */
export const states = {
  empty: ['sleep 60'],
  bookinfo: ['kubectl apply -f bookinfo.yaml', 'sleep 90'],
  emojivoto: ['kubectl apply -f emojivoto.yaml', 'sleep 90'],
  rollout: [
    'kubectl apply -f rollout.yaml',
    'sleep 60',
    'kubectl apply -f rollout-broken.yaml',
    'sleep 20',
  ],
  'failing-images': ['kubectl apply -f failing-images.yaml', 'sleep 120'],
  'crash-loops': ['kubectl apply -f crash-loops.yaml', 'sleep 150'],
  sidecars: ['kubectl apply -f sidecars.yaml', 'sleep 45'],
  jobs: ['kubectl apply -f jobs.yaml', 'sleep 35'],
  crds: ['kubectl apply -f crds.yaml', 'sleep 5', 'kubectl apply -f crontabs.yaml', 'sleep 25'],
  events: [
    'kubectl apply -f bookinfo.yaml -f failing-images.yaml -f crash-loops.yaml',
    'sleep 600',
  ],
  terminating: [
    'kubectl create namespace stuck',
    'sleep 5',
    'kubectl apply -f terminating.yaml',
    'sleep 30',
    'kubectl delete configmap going --wait=false',
    'kubectl delete namespace stuck --wait=false',
    'sleep 15',
  ],
  rbac: ['kubectl apply -f rbac.yaml', 'sleep 20'],
  platform: ['kubectl apply -f platform.yaml', 'sleep 90'],
} satisfies Record<string, readonly string[]>;

export type StateName = keyof typeof states;
