import type { JsonObject } from '#cluster/api/object.ts';
import { type Info, visit } from './builder.ts';
import type { Context, Verb } from './context.ts';
import { CommandError, isTold } from './errors.ts';
import { withSavedConfig } from './last-applied.ts';
import { filenameOptions } from './manifests.ts';
import { tell } from './printing.ts';
import { recorded } from './record.ts';
import { apiVersionOf } from './resources.ts';
import { dryRunOf } from './writes.ts';

/** kubectl/pkg/cmd/autoscale/autoscale.go (v1.35). */
export const autoscale: Verb = async (context) => {
  const { flags, args } = context;
  const dryRun = await dryRunOf(context);
  context.access();
  // A printer for each, once it is made: an unknown format is found then.
  const show = async (object: JsonObject) => {
    const operation = dryRun === 'client' ? 'created' : 'autoscaled';
    await tell(context, { operation, dryRun, typed: true })(object);
  };
  checkBounds(context);
  const metrics = metricsOf(context);
  const selection = { args, files: filenameOptions(context), keepsGoing: true };
  let count = 0;
  await visit(context, selection, async (info) => {
    if (!info.resource.subresources.includes('scale'))
      throw new CommandError(
        `cannot autoscale a ${info.resource.kind}: could not find scale subresource for ${info.resource.group}/${info.resource.version}, Resource=${info.resource.resource} in discovery information`,
      );
    const plain = recorded(context, autoscalerOf(context, info, metrics));
    const handle = async () => {
      if (dryRun === 'client') return await show(plain);
      const object = flags.isOn('save-config') ? withSavedConfig(plain) : plain;
      const path = `/apis/autoscaling/v2/namespaces/${context.namespace}/horizontalpodautoscalers`;
      const query = {
        dryRun: dryRun === 'server' ? 'All' : undefined,
        fieldManager: flags.text('field-manager'),
      };
      await show(await context.client.json('POST', path, { query, body: object }));
    };
    try {
      await handle();
    } catch (error) {
      if (!isTold(error)) throw error;
      // As autoscaling/v1, where that can say it: what is wrong is most often the same.
      checkOlder(context);
      await handle();
    }
    count++;
  });
  if (count === 0) throw new CommandError('no objects passed to autoscale');
};

/** canCreateHPAV1, whose caller wraps an error that may be none. */
function checkOlder({ flags }: Context): void {
  const cpu = flags.text('cpu');
  const isPlain = flags.text('memory') === '' && (percentOf(flags) >= 0 || cpu.endsWith('%'));
  if (cpu !== '' && isPlain) return;
  throw new CommandError(
    `failed to create autoscaling/v2 HPA and the configuration is incompatible with autoscaling/v1: ${cpu === '' ? 'empty input' : '%!w(<nil>)'}`,
  );
}

function checkBounds({ flags }: Context): void {
  const max = flags.number('max');
  const min = flags.number('min');
  if (max < 1)
    throw new CommandError(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min)
    throw new CommandError(
      `--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`,
    );
  if (percentOf(flags) > 0 && flags.text('cpu') !== '')
    throw new CommandError('--cpu-percent and --cpu are mutually exclusive');
}

function metricsOf({ flags }: Context): JsonObject[] {
  const percent = percentOf(flags);
  const cpu = flags.text('cpu');
  const memory = flags.text('memory');
  return [
    ...(percent > 0 ? [metric('cpu', { type: 'Utilization', averageUtilization: percent })] : []),
    ...(cpu === '' ? [] : [metric('cpu', targetOf(cpu, 'cpu', 'm'))]),
    ...(memory === '' ? [] : [metric('memory', targetOf(memory, 'memory', 'Mi'))]),
  ];
}

/** Deprecated, and no longer told by --help. */
function percentOf(flags: Context['flags']): number {
  return flags.has('cpu-percent') ? flags.number('cpu-percent') : -1;
}

function metric(name: string, target: JsonObject): JsonObject {
  return { type: 'Resource', resource: { name, target } };
}

function targetOf(input: string, name: string, unit: string): JsonObject {
  const text = input.trim();
  if (text.endsWith('%')) {
    const number = text.slice(0, -1);
    if (!/^\d+$/.test(number)) throw new CommandError(`invalid percentage value: ${number}`);
    return { type: 'Utilization', averageUtilization: Number(number) };
  }
  const plain = /^\d+(\.\d+)?$/.test(text);
  if (!plain && !/^\d+(\.\d+)?([numkMGTPE]|[KMGTPE]i)$/.test(text))
    throw new CommandError(`invalid resource ${name} value: ${input}`);
  return { type: 'AverageValue', averageValue: plain ? `${Number(text)}${unit}` : text };
}

function autoscalerOf(context: Context, info: Info, metrics: readonly JsonObject[]): JsonObject {
  const { flags } = context;
  const min = flags.number('min');
  const { resource, name } = info;
  return {
    kind: 'HorizontalPodAutoscaler',
    apiVersion: 'autoscaling/v2',
    metadata: {
      name: flags.text('name') || name,
      namespace: context.hasNamespace ? context.namespace : undefined,
    },
    spec: {
      scaleTargetRef: { kind: resource.kind, name, apiVersion: apiVersionOf(resource) },
      minReplicas: min > 0 ? min : undefined,
      maxReplicas: flags.number('max'),
      metrics: metrics.length > 0 ? metrics : undefined,
    },
    status: { desiredReplicas: 0, currentMetrics: null },
  };
}
