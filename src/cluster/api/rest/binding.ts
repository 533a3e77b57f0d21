import { badRequest } from '#cluster/api/errors.ts';
import { at, textOf } from '#cluster/api/json.ts';
import { bound } from '#cluster/api/typed.ts';
import { change } from '#cluster/api/verbs/update.ts';
import { answer, success } from './answer.ts';
import { readObject } from './body.ts';
import { callOf, type ResourceExchange } from './exchange.ts';

/** `bindings` and `pods/binding`: a scheduler's choice. */
export async function postBinding(exchange: ResourceExchange): Promise<Response> {
  const { server, route } = exchange;
  const { core } = server;
  const { fields } = await readObject(exchange);
  const name = route.name ?? textOf(at(fields, 'metadata', 'name'));
  const node = textOf(at(fields, 'target', 'name'));
  if (node === '') throw badRequest('Binding "" is invalid: target.name: Required value');
  const pods = core.kinds.find('pods') ?? exchange.resource;
  const call = { ...callOf(exchange, 'binding'), resource: pods };
  change(core, call, { namespace: route.namespace, name }, (pod) =>
    bound(pod, node, core.clock.now()),
  );
  return answer(exchange, { ...success(undefined), code: 201 }, 201);
}
