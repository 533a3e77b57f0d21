import type { JsonObject } from '#cluster/api/object.ts';
import { textAt } from '#commands/kubectl/json.ts';
import { outdated } from './channels.ts';
import type { Checker } from './checker.ts';
import { podStatus, proxyVersionOf } from './pods.ts';
import type { Verdict } from './runner.ts';

/** `CheckProxyVersionsUpToDate`. */
export function outdatedProxies(checker: Checker, pods: readonly JsonObject[]): Verdict {
  const old = pods.flatMap((pod) => {
    const version = proxyVersionOf(pod);
    const isCurrent =
      podStatus(pod) !== 'Running' || version === '' || outdated(checker, version) === undefined;
    return isCurrent ? [] : [`\t* ${textAt(pod, 'metadata.name')} (${version})`];
  });
  if (old.length === 0) return undefined;
  return ['some proxies are not running the current version:', ...old].join('\n');
}

/** `CheckIfProxyVersionsMatchWithCLI`: the first that does not. */
export function unmatchedProxy({ cliVersion }: Checker, pods: readonly JsonObject[]): Verdict {
  const pod = pods.find((one) => !['', cliVersion].includes(proxyVersionOf(one)));
  if (pod === undefined) return undefined;
  const running = proxyVersionOf(pod);
  return `${textAt(pod, 'metadata.name')} running ${running} but cli running ${cliVersion}`;
}
