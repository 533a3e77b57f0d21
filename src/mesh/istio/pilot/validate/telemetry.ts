import { type Fields, fieldsOf } from '#cluster/api/json.ts';
import { all, error, errorIf, fine, type Problems, warningIf } from './problems.ts';
import { entries, has, messages, number, optional, text } from '#mesh/istio/pilot/model/fields.ts';
import type { Resource } from './resource.ts';
import { selection, selector } from './scope.ts';

export function telemetry({ spec }: Resource): Problems {
  const tracing = messages(spec, 'tracing').filter((each) => each !== undefined);
  const metrics = messages(spec, 'metrics').filter((each) => each !== undefined);
  const logging = messages(spec, 'accessLogging').filter((each) => each !== undefined);
  return all(
    selection(spec),
    ...metrics.map((each) => all(providers(each), ...messages(each, 'overrides').map(override))),
    warningIf(tracing.length > 1, 'multiple tracing is not currently supported'),
    ...tracing.map(tracingOf),
    ...logging.map(providers),
  );
}

function providers(owner: Fields): Problems {
  const isNameless = messages(owner, 'providers').some((each) => text(each ?? {}, 'name') === '');
  return errorIf(isNameless, 'providers.name may not be empty');
}

function override(each: Fields | undefined): Problems {
  if (!each) return error('tagOverrides may not be null');
  const match = optional(each, 'match') ?? {};
  return all(
    ...entries(each, 'tagOverrides').map(([, value]) => tagOverride(fieldsOf(value))),
    errorIf(
      has(match, 'customMetric') && text(match, 'customMetric') === '',
      'customMetric may not be empty',
    ),
  );
}

function tagOverride(to: Fields): Problems {
  const hasValue = text(to, 'value') !== '';
  if (text(to, 'operation') === 'REMOVE') {
    return errorIf(hasValue, 'tagOverrides.value may only be set when operation is UPSERT');
  }
  return errorIf(!hasValue, 'tagOverrides.value must be set when operation is UPSERT');
}

function tracingOf(tracing: Fields): Problems {
  const sampling = number(tracing, 'randomSamplingPercentage');
  return all(
    warningIf(
      messages(tracing, 'providers').length > 1,
      'multiple providers is not currently supported',
    ),
    providers(tracing),
    errorIf(
      sampling < 0 || sampling > 100,
      'randomSamplingPercentage must be in range [0.0, 100.0]',
    ),
    ...entries(tracing, 'customTags').map(([name, tag]) => customTag(name, fieldsOf(tag))),
  );
}

const tagKinds: readonly (readonly [string, string, string])[] = [
  ['literal', 'value', 'literal tag value may not be empty'],
  ['header', 'name', 'header tag name may not be empty'],
  ['environment', 'name', 'environment tag name may not be empty'],
];

function customTag(name: string, tag: Fields): Problems {
  const problems = tagKinds.map(([kind, key, message]) => {
    const found = optional(tag, kind);
    return found ? errorIf(text(found, key) === '', message) : fine;
  });
  return all(errorIf(name === '', 'tag name may not be empty'), ...problems);
}

export function proxyConfig({ spec }: Resource): Problems {
  return all(
    selector(spec),
    errorIf(number(spec, 'concurrency') < 0, 'concurrency must be greater than or equal to 0'),
  );
}
