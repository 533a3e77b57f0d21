import { latestVersion } from '#mesh/linkerd/version.ts';
import type { Checker } from './checker.ts';
import type { Verdict } from './runner.ts';

interface ChannelVersion {
  readonly channel: string;
  /** With its hotpatch. */
  readonly number: string;
}

/** `edge-26.6.3`: pkg/version/channelversion.go. */
function parseVersion(text: string): ChannelVersion | undefined {
  const [channel = '', number, ...rest] = text.split('-');
  if (number === undefined) return undefined;
  const hotpatch = rest.find((part) => /^\d+$/.test(part));
  return { channel, number: hotpatch === undefined ? number : `${number}-${hotpatch}` };
}

/** What is asked for by `--expected-version`, and else what versioncheck.linkerd.io tells. */
export function latestOf({ expectedVersion }: Checker): string {
  return expectedVersion || latestVersion;
}

/** No such thing as a version. */
export function formatProblem(version: string): Verdict {
  return parseVersion(version) ? undefined : `unsupported version format: ${version}`;
}

/** pkg/version/channels.go, Match. */
export function outdated(checker: Checker, version: string): Verdict {
  if (version === '') return 'actual version is empty';
  const actual = parseVersion(version);
  if (!actual) return `failed to parse actual version: unsupported version format: ${version}`;
  const latest = parseVersion(latestOf(checker));
  if (latest?.channel !== actual.channel) return `unsupported version channel: ${version}`;
  if (latestOf(checker) === version) return undefined;
  return `is running version ${actual.number} but the latest ${actual.channel} version is ${latest.number}`;
}
