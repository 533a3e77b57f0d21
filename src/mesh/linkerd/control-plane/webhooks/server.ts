import { FileError } from '#process/files.ts';
import type { Container, MainProcess } from '#cluster/kubelet/image.ts';
import type { AdmissionWebhook, LateWebhook } from '#cluster/api/api.ts';
import { notFound } from '#mesh/http-server.ts';
import { linkerdVersion } from '#mesh/linkerd/version.ts';
import { portOf, readFlags } from '#mesh/linkerd/control-plane/flags.ts';
import { createLogrus, type Logrus } from '#mesh/linkerd/control-plane/logrus.ts';
import type { Teller } from '#mesh/linkerd/control-plane/recorder.ts';
import { goProbes, startService } from '#mesh/linkerd/control-plane/service-process.ts';
import type { Surroundings } from '#mesh/linkerd/control-plane/surroundings.ts';

interface WebhookServer {
  /** Of its Service; its namespace is the control plane's. */
  readonly service: string;
  readonly adminAddress: string;
  /** What it answers, and what it writes of it. */
  readonly answer: (log: Logrus) => {
    readonly webhook: AdmissionWebhook | LateWebhook;
    readonly teller?: Teller;
  };
}

/** What the injector and the validator of profiles have in common: controller/webhook/launcher.go of linkerd2 (edge-26.6.3). */
export function startWebhook(surroundings: Surroundings, server: WebhookServer): MainProcess {
  const { container, desk, argv } = surroundings;
  const flags = readFlags(argv);
  const log = createLogrus(container);
  const address = flags.text('addr', ':8443');
  const adminAddress = flags.text('metrics-addr', server.adminAddress);
  return startService(container, {
    adminPort: portOf(adminAddress),
    startMs: 450,
    probes: goProbes,
    begin: () => {
      log('info', `running version ${linkerdVersion}`);
      log('info', `starting admin server on ${adminAddress}`);
      log('info', 'waiting for caches to sync');
    },
    serve: (ports) => {
      log('info', 'caches synced');
      const certificates = tlsCertificates(container);
      if (certificates().length === 0) {
        log(
          'fatal',
          'failed to initialize the webhook server: open /var/run/linkerd/tls/tls.crt: no such file or directory',
        );
        return undefined;
      }
      const tls = { certificates, alpn: ['h2', 'http/1.1'] };
      ports.listen(portOf(address), () => notFound, { tls });
      log('info', `listening at ${address}`);
      const { webhook, teller } = server.answer(log);
      const place = { namespace: container.pod.namespace, name: server.service };
      const close = desk.open(place, webhook);
      return {
        enter: () => {},
        leave: close,
        save: () => {
          const restores = [desk.save(), teller?.save()];
          return () => {
            for (const restore of restores) restore?.();
          };
        },
      };
    },
    end: () => log('info', 'shutting down webhook server'),
  });
}

/** What its secret holds, as mounted. */
export function tlsCertificates({ files }: Pick<Container, 'files'>): () => readonly string[] {
  return () => {
    try {
      return [files.readText('/var/run/linkerd/tls/tls.crt')];
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return [];
    }
  };
}
