import type { JsonObject } from '#cluster/api/object.ts';
import { CommandError, StatusError } from '#commands/kubectl/errors.ts';
import { listAt, numberAt, textAt } from '#commands/kubectl/json.ts';
import type { Context } from '#commands/linkerd/context.ts';
import { getFromPod } from '#commands/linkerd/pod-ports.ts';

export interface PodMetrics {
  readonly pod: string;
  readonly container: string;
  readonly answer: { readonly metrics: string } | { readonly error: string };
}

/** Of every container of these pods that has a port of such a name (cli/cmd/metrics_diagnostics_util.go, getMetrics). */
export async function metricsOf(
  context: Context,
  pods: readonly JsonObject[],
  portName: string,
): Promise<readonly PodMetrics[]> {
  const all: PodMetrics[] = [];
  for (const pod of pods) {
    const name = textAt(pod, 'metadata.name');
    if (textAt(pod, 'status.phase') !== 'Running')
      all.push({ pod: name, container: '', answer: { error: `pod not running: ${name}` } });
    else
      for (const place of placesOf(pod, portName))
        all.push({ pod: name, container: place.container, answer: await ask(context, pod, place) });
  }
  return all.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function keyOf({ pod, container }: PodMetrics): string {
  return `${pod}\n${container}`;
}

interface Place {
  readonly container: string;
  readonly port: number;
}

function placesOf(pod: JsonObject, portName: string): readonly Place[] {
  return [...listAt(pod, 'spec.initContainers'), ...listAt(pod, 'spec.containers')].flatMap(
    (container) =>
      listAt(container, 'ports')
        .filter((port) => textAt(port, 'name').endsWith(portName))
        .map((port) => ({
          container: textAt(container, 'name'),
          port: numberAt(port, 'containerPort'),
        })),
  );
}

async function ask(
  context: Context,
  pod: JsonObject,
  { port }: Place,
): Promise<PodMetrics['answer']> {
  const door = {
    namespace: textAt(pod, 'metadata.namespace'),
    pod: textAt(pod, 'metadata.name'),
    remote: port,
  };
  try {
    return { metrics: await getFromPod(context, door, '/metrics') };
  } catch (error) {
    if (error instanceof StatusError || error instanceof CommandError)
      return { error: error.message };
    throw error;
  }
}
