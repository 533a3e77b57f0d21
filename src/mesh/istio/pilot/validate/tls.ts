import type { Fields } from '#cluster/api/json.ts';
import { all, error, errorIf, fine, type Problems, warningIf } from './problems.ts';
import { has, isTrue, text, texts } from '#mesh/istio/pilot/model/fields.ts';

/** Of a DestinationRule. */
export function clientTls(tls: Fields | undefined): Problems {
  if (!tls) return fine;
  const mode = text(tls, 'mode');
  const insecure = insecureTls(tls, mode);
  const hasCredential = text(tls, 'credentialName') !== '';
  if ((mode === 'SIMPLE' || mode === 'MUTUAL') && hasCredential) {
    const files = ['clientCertificate', 'caCertificates', 'privateKey', 'caCrl'];
    const message =
      'cannot specify client certificates or CA certificate or CA CRL If credentialName is set';
    return all(insecure, errorIf(isAnySet(tls, files), message));
  }
  if (mode !== 'MUTUAL') return insecure;
  return all(
    insecure,
    errorIf(text(tls, 'clientCertificate') === '', 'client certificate required for mutual tls'),
    errorIf(text(tls, 'privateKey') === '', 'private key required for mutual tls'),
  );
}

function insecureTls(tls: Fields, mode: string): Problems {
  if (!isTrue(tls, 'insecureSkipVerify')) return fine;
  const hasNames = has(tls, 'subjectAltNames');
  const [hasCa, hasCredential] = ['caCertificates', 'credentialName'].map(
    (key) => text(tls, key) !== '',
  );
  const suffix = 'when InsecureSkipVerify is set true';
  if (mode === 'SIMPLE' && (hasCa || hasCredential || hasNames)) {
    return error(`cannot specify CaCertificates or CredentialName or SubjectAltNames ${suffix}`);
  }
  const isWrong = mode === 'MUTUAL' && (hasCa || hasNames);
  return errorIf(isWrong, `cannot specify CaCertificates or SubjectAltNames ${suffix}`);
}

function isAnySet(tls: Fields, keys: readonly string[]): boolean {
  return keys.some((key) => text(tls, key) !== '');
}

/** Of a Gateway's server or of a Sidecar's ingress. */
export function serverTls(tls: Fields | undefined): Problems {
  if (!tls) return fine;
  const mode = has(tls, 'mode') ? text(tls, 'mode') : 'PASSTHROUGH';
  const common = all(protocolVersions(tls), cipherSuites(tls));
  if (mode === 'ISTIO_MUTUAL') return all(common, istioMutual(tls));
  const certificates = all(common, passthroughFiles(tls, mode));
  if (certifies(mode) && text(tls, 'credentialName') !== '') return certificates;
  return all(certificates, certifies(mode) ? serverFiles(tls, mode) : fine, revocations(tls, mode));
}

function certifies(mode: string): boolean {
  return ['SIMPLE', 'MUTUAL', 'OPTIONAL_MUTUAL'].includes(mode);
}

function protocolVersions(tls: Fields): Problems {
  const isOld = ['TLSV1_0', 'TLSV1_1'].includes(text(tls, 'minProtocolVersion'));
  return warningIf(
    isOld && texts(tls, 'cipherSuites').length === 0,
    'TLS version below TLSV1_2 require setting compatible ciphers as by default they no longer include compatible ciphers.',
  );
}

const knownSuites: ReadonlySet<string> = new Set([
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-SHA',
  'ECDHE-RSA-AES128-SHA',
  'ECDHE-ECDSA-AES256-SHA',
  'ECDHE-RSA-AES256-SHA',
  'AES128-GCM-SHA256',
  'AES256-GCM-SHA384',
  'AES128-SHA',
  'AES256-SHA',
  'DES-CBC3-SHA',
]);

/** What starts with an operator (`-`, `+`) is an expression that nobody parses. */
function isKnownSuite(suite: string): boolean {
  return suite === '' || suite === 'ALL' || !/^[\p{L}\p{N}]/u.test(suite) || knownSuites.has(suite);
}

function cipherSuites(tls: Fields): Problems {
  const suites = texts(tls, 'cipherSuites');
  const invalid = new Set(suites.filter((suite) => !isKnownSuite(suite)));
  const twice = new Set(
    suites.filter((suite, index) => isKnownSuite(suite) && suites.indexOf(suite) !== index),
  );
  const list = (found: ReadonlySet<string>) => `[${[...found].toSorted().join(' ')}]`;
  return all(
    warningIf(invalid.size > 0, `ignoring invalid cipher suites: ${list(invalid)}`),
    warningIf(twice.size > 0, `ignoring duplicate cipher suites: ${list(twice)}`),
  );
}

const mutualNames: readonly (readonly [string, string])[] = [
  ['serverCertificate', 'server certificate'],
  ['privateKey', 'private key'],
  ['caCertificates', 'CA bundle'],
  ['credentialName', 'credentialName'],
];

function istioMutual(tls: Fields): Problems {
  const problems = mutualNames.map(([key, name]) =>
    errorIf(text(tls, key) !== '', `ISTIO_MUTUAL TLS cannot have associated ${name}`),
  );
  return all(...problems);
}

function passthroughFiles(tls: Fields, mode: string): Problems {
  if (mode !== 'PASSTHROUGH' && mode !== 'AUTO_PASSTHROUGH') return fine;
  const keys = ['caCrl', 'serverCertificate', 'privateKey', 'caCertificates', 'credentialName'];
  const isUseless = isAnySet(tls, keys);
  return warningIf(isUseless, `${mode} mode does not use certificates, they will be ignored`);
}

function serverFiles(tls: Fields, mode: string): Problems {
  const name = mode === 'SIMPLE' ? 'SIMPLE' : 'MUTUAL';
  return all(
    errorIf(text(tls, 'serverCertificate') === '', `${name} TLS requires a server certificate`),
    errorIf(text(tls, 'privateKey') === '', `${name} TLS requires a private key`),
    errorIf(
      name === 'MUTUAL' && text(tls, 'caCertificates') === '',
      'MUTUAL TLS requires a client CA bundle',
    ),
  );
}

function revocations(tls: Fields, mode: string): Problems {
  if (text(tls, 'caCrl') === '') return fine;
  return all(
    errorIf(
      text(tls, 'credentialName') !== '',
      'CRL is not supported with credentialName. CRL has to be specified in the credential',
    ),
    errorIf(mode === 'SIMPLE', 'CRL is not supported with SIMPLE TLS'),
  );
}
