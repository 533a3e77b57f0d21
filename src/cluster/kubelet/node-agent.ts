import { attachTo, execCommand } from './agent-exec.ts';
import { forwardPort } from './agent-forward.ts';
import { readLogs } from './agent-logs.ts';
import type { NodeAgent } from './agent.ts';
import type { Kubelet } from './parts.ts';

export function createAgent(kubelet: Kubelet): NodeAgent {
  return {
    logs: (pod, options) => readLogs(kubelet, pod, options),
    exec: (pod, options, upstream) => execCommand(kubelet, { pod, options, upstream }),
    attach: (pod, options, upstream) => attachTo(kubelet, { pod, options, upstream }),
    forward: (pod, port, upstream) => forwardPort(kubelet, { pod, port, upstream }),
  };
}
