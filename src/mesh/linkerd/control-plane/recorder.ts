import type { Restore } from '#cluster/clock/clock.ts';
import { createEventRecorder, type EventType, type Recorder } from '#cluster/events.ts';
import type { Container } from '#cluster/kubelet/image.ts';
import type { MeshHost } from '#mesh/linkerd/mesh.ts';

export interface Teller {
  tell: (subject: Subject, type: EventType, reason: string, message: string) => void;
  save: () => Restore;
}

export type Subject = Parameters<Recorder['event']>[0];

/**
 * Writes events in the name of one component, right after what is being done: whoever tells may stand in the middle of a write
 * of somebody else's.
 */
export function createTeller(
  { api }: Pick<MeshHost, 'api'>,
  { clock, random }: Pick<Container, 'clock' | 'random'>,
  component: string,
): Teller {
  const events = createEventRecorder({ api, clock, random });
  const recorder = events.from({ component });
  return {
    tell: (subject, type, reason, message) => {
      clock.after(1, () => recorder.event(subject, type, reason, message));
    },
    save: events.save,
  };
}
