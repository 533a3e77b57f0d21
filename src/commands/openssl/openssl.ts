import type { Client } from '#cluster/network/machine.ts';
import type { Program } from '#process/program.ts';

const version = 'OpenSSL 3.0.19 27 Jan 2026 (Library: OpenSSL 3.0.19 27 Jan 2026)\n';

/** openssl 3.0: making certificates, looking at them, checking them, and asking servers for theirs. */
export function createOpenssl(client: Client): Program {
  return async (process) => {
    const [, verb, ...args] = process.argv;
    const { hold } = process.time;
    if (verb === 'x509' && args.includes('-req'))
      return (await hold(import('./sign-request.ts'))).signRequest(process, args);
    if (verb === 'req') return (await hold(import('./req.ts'))).req(process, args);
    if (verb === 'genrsa') return (await hold(import('./genrsa.ts'))).genrsa(process, args);
    if (verb === 'x509') return (await hold(import('./x509.ts'))).x509(process, args);
    if (verb === 'verify') return (await hold(import('./verify.ts'))).verify(process, args);
    if (verb === 's_client') {
      return (await hold(import('./s-client.ts'))).sClient(client, process, args);
    }
    if (verb === 'version') {
      await process.stdout.write(version);
      return 0;
    }
    if (verb !== undefined && real.has(verb)) {
      await process.stderr.write(`maillage: openssl ${verb} n’est pas simulé dans ce cours\n`);
      return 1;
    }
    await process.stderr.write(
      verb === undefined
        ? 'maillage: openssl sans commande n’est pas simulé dans ce cours\n'
        : `Invalid command '${verb}'; type "help" for a list.\n`,
    );
    return 1;
  };
}

const real = new Set(
  'help asn1parse ca ciphers cms crl crl2pkcs7 dgst dhparam dsa dsaparam ec ecparam enc engine errstr gendsa genpkey genrsa info kdf list mac nseq ocsp passwd pkcs12 pkcs7 pkcs8 pkey pkeyparam pkeyutl prime rand rehash req rsa rsautl s_server s_time sess_id smime speed spkac srp storeutl ts sha1 sha256 sha384 sha512 md5 base64'.split(
    ' ',
  ),
);
