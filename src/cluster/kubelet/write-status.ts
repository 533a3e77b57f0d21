import { ApiError } from '#cluster/api/api.ts';
import type { Kubelet, Pod } from './parts.ts';
import { podStatus } from './status.ts';

/** Writes the pod's status when it is not the one written last. */
export function writeStatus(kubelet: Kubelet, pod: Pod): void {
  const { api, pods } = kubelet;
  const state = pods.find(pod.metadata.uid);
  if (!state) return;
  const status = podStatus(kubelet, pod, state);
  const text = JSON.stringify(status);
  if (text === state.written) return;
  pods.change(state.uid, { written: text });
  try {
    api.updateStatus('pods', { ...pod, status }, actorOn(state.node));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

export function actorOn(node: string) {
  return { user: `system:node:${node}`, manager: 'kubelet' };
}
