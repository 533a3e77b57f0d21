import type { Image } from '#cluster/kubelet/image.ts';
import type { Mesh } from '#mesh/linkerd/mesh.ts';
import { startMetricsApi } from './metrics-api/metrics-api.ts';
import { startPrometheus } from './prometheus/prometheus.ts';
import { startTapInjector } from './tap/injector.ts';
import { startTap } from './tap/tap.ts';
import { startWeb } from './web/web.ts';

/** Of the viz extension: `metrics-api`, `tap`, `web`, and Prometheus, by their short names. */
export function vizImages(mesh: Mesh): ReadonlyMap<string, Image> {
  const { host } = mesh;
  const images: readonly Image[] = [
    {
      name: 'metrics-api',
      size: 27,
      entrypoint: ['/metrics-api'],
      programs: [],
      start: (argv, container) => startMetricsApi(host, argv, container),
    },
    {
      name: 'tap',
      size: 29,
      entrypoint: ['/tap'],
      programs: [],
      // `tap api`, `tap injector`.
      start: (argv, container) => {
        if (argv[1] === 'api') return startTap(mesh, argv, container);
        return argv[1] === 'injector' ? startTapInjector(host, argv, container) : undefined;
      },
    },
    {
      name: 'web',
      size: 36,
      entrypoint: ['/web'],
      programs: [],
      start: startWeb,
    },
    {
      name: 'prometheus',
      size: 105,
      entrypoint: ['/bin/prometheus'],
      command: ['--config.file=/etc/prometheus/prometheus.yml', '--storage.tsdb.path=/prometheus'],
      // Its image is busybox's.
      programs: ['sh', 'ls', 'cat', 'wget', 'env'],
      user: 'nobody',
      start: (argv, container) => startPrometheus(host, argv, container),
    },
  ];
  return new Map(images.map((image) => [image.name, image]));
}
