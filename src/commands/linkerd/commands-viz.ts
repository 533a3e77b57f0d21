import { absent } from '#commands/cobra/absent.ts';
import type { Command } from './command.ts';

/** The viz extension, but for what installs it. */
export const viz: readonly Command[] = [
  { path: 'viz', short: 'viz manages the linkerd-viz extension of Linkerd service mesh' },
  {
    path: 'viz allow-scrapes',
    short: 'Output Kubernetes resources to authorize Prometheus scrapes',
    load: absent('linkerd viz allow-scrapes'),
  },
  {
    path: 'viz authz',
    arguments: '[flags] resource',
    short: 'Display stats for authorizations for a resource',
    load: absent('linkerd viz authz'),
  },
  {
    path: 'viz check',
    arguments: '[flags]',
    short: 'Check the Linkerd Viz extension for potential problems',
    load: absent('linkerd viz check'),
  },
  {
    path: 'viz dashboard',
    arguments: '[flags]',
    short: 'Open the Linkerd dashboard in a web browser',
    load: absent('linkerd viz dashboard'),
  },
  {
    path: 'viz edges',
    arguments: '[flags] (RESOURCETYPE)',
    short: 'Display connections between resources, and Linkerd proxy identities',
    load: absent('linkerd viz edges'),
  },
  {
    path: 'viz list',
    arguments: '[flags]',
    short: 'Lists which pods can be tapped',
    load: absent('linkerd viz list'),
  },
  {
    path: 'viz profile',
    arguments: '[flags] --tap resource (SERVICE)',
    short: 'Output service profile config for Kubernetes based off tap data',
    load: absent('linkerd viz profile'),
  },
  {
    path: 'viz routes',
    arguments: '[flags] (RESOURCES)',
    short: 'Display route stats',
    load: absent('linkerd viz routes'),
  },
  {
    path: 'viz stat',
    arguments: '[flags] (RESOURCES)',
    short: 'Display traffic stats about one or many resources',
    load: absent('linkerd viz stat'),
  },
  {
    path: 'viz stat-inbound',
    arguments: '[flags] (RESOURCES)',
    short: 'Display inbound traffic stats about one or many resources',
    load: absent('linkerd viz stat-inbound'),
  },
  {
    path: 'viz stat-outbound',
    arguments: '[flags] (RESOURCES)',
    short: 'Display outbound traffic stats about one or many resources',
    load: absent('linkerd viz stat-outbound'),
  },
  {
    path: 'viz tap',
    arguments: '[flags] (RESOURCE)',
    short: 'Listen to a traffic stream',
    load: absent('linkerd viz tap'),
  },
  {
    path: 'viz top',
    arguments: '[flags] (RESOURCE)',
    short: 'Display sorted information about live traffic',
    load: absent('linkerd viz top'),
  },
];
