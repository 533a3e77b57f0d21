import type { JsonObject } from '#cluster/api/object.ts';
import { listAt, recordAt, textAt } from '#commands/kubectl/json.ts';
import {
  isAuthority,
  parseCertificate,
  type ParsedCertificate,
} from '#mesh/x509/parse-certificate.ts';
import { DerError } from '#mesh/x509/read-der.ts';
import { certificatesOf } from '#mesh/x509/pem.ts';
import { hexText, serialBytes } from '#commands/openssl/text.ts';
import type { Verb } from '#commands/istioctl/command.ts';
import { CommandError } from '#commands/cobra/errors.ts';
import type { ConfigDump } from './config-dump.ts';
import { print, printTable } from './output.ts';
import { dumpOf } from './sources.ts';

/** istioctl/pkg/writer/compare/sds and PrintSecretSummary of istioctl/pkg/writer/envoy/configdump/configdump.go. */
export const secretVerb: Verb = async (context) => {
  const dump = await dumpOf(context, 'secret', 'secret');
  await print(context, {
    short: () => secretTable(dump, context.process.time.now()),
    whole: () => {
      const { '@type': _, ...message } = dump.section('Secrets');
      return message;
    },
    isMessage: true,
  });
};

const columns = [
  'RESOURCE NAME',
  'TYPE',
  'STATUS',
  'VALID CERT',
  'SERIAL NUMBER',
  'NOT AFTER',
  'NOT BEFORE',
];

export function secretTable(dump: ConfigDump, now: number, isNamed = false): string {
  const section = dump.section('Secrets');
  const items = [
    ...listAt(section, 'dynamicWarmingSecrets').map((item) => [item, 'WARMING'] as const),
    ...listAt(section, 'dynamicActiveSecrets').map(
      (item) =>
        [item, item['versionInfo'] === 'uninitialized' ? 'UNINITIALIZED' : 'ACTIVE'] as const,
    ),
  ];
  if (items.length === 0) return 'No active or warming secrets found.\n';
  const rows = items.map(([item, state]) => {
    const name = `${isNamed ? 'secret/' : ''}${textAt(item, 'name')}`;
    const certificate = certificateOf(recordAt(item, 'secret'));
    return [name, ...describe(certificate, state, now)];
  });
  return printTable([columns, ...rows]);
}

function describe(
  certificate: ParsedCertificate | undefined,
  state: string,
  now: number,
): readonly string[] {
  if (!certificate) return ['', state, 'false', '', '', ''];
  const { serial, notBefore, notAfter } = certificate;
  return [
    isAuthority(certificate) ? 'CA' : 'Cert Chain',
    state,
    String(notBefore < now && now < notAfter),
    hexText(serialBytes(serial)),
    timeText(notAfter),
    timeText(notBefore),
  ];
}

/** The first of a chain, or of what is trusted. */
export function certificateOf(secret: JsonObject): ParsedCertificate | undefined {
  const [first] = certificatesOf(chainOf(secret) || trustedOf(secret));
  try {
    return first && parseCertificate(first);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return undefined;
  }
}

function chainOf(secret: JsonObject): string {
  return inlineText(secret, 'tlsCertificate.certificateChain');
}

function trustedOf(secret: JsonObject): string {
  return inlineText(secret, 'validationContext.trustedCa');
}

function inlineText(secret: JsonObject, path: string): string {
  const base64 = textAt(secret, `${path}.inlineBytes`);
  return base64 === '' ? textAt(secret, `${path}.inlineString`) : decode(base64);
}

function decode(base64: string): string {
  try {
    return atob(base64);
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return '';
  }
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+/, '');
}

/** The PEM of what a proxy trusts. */
export function rootOf(dump: ConfigDump): string {
  const secrets = listAt(dump.section('Secrets'), 'dynamicActiveSecrets');
  const root = secrets.find((each) => textAt(each, 'name') === 'ROOTCA');
  if (!root) throw new CommandError('cannot find ROOTCA from secret');
  return trustedOf(recordAt(root, 'secret'));
}
