import type { JsonObject } from '#cluster/api/object.ts';
import {
  at,
  isRecord,
  listAt,
  numberAt,
  recordAt,
  textAt,
  textsAt,
} from '#commands/kubectl/json.ts';
import { StatusError } from '#commands/kubectl/errors.ts';
import { formatLabels } from '#commands/kubectl/printers/table.ts';
import { pathOf } from '#commands/kubectl/resources.ts';
import type { Describer, Page } from './page.ts';
import type { Sheet } from './sheet.ts';

export const describeService: Describer = async (page) => {
  const { sheet, object } = page;
  const spec = recordAt(object, 'spec');
  sheet.head(object);
  sheet.line(0, `Selector:\t${formatLabels(recordAt(spec, 'selector'))}`);
  sheet.fields(spec, 'Type:type|IP Family Policy!:ipFamilyPolicy');
  const list = (path: string) => textsAt(spec, path).join(',');
  sheet.line(0, `IP Families:\t${list('ipFamilies') || '<none>'}`);
  sheet.fields(spec, 'IP:clusterIP');
  sheet.line(0, `IPs:\t${list('clusterIPs') || '<none>'}`);
  if (list('externalIPs') !== '') sheet.line(0, `External IPs:\t${list('externalIPs')}`);
  sheet.fields(spec, 'Desired LoadBalancer IP?:loadBalancerIP|External Name?:externalName');
  const ingress = listAt(object, 'status.loadBalancer.ingress');
  if (ingress.length > 0)
    sheet.line(0, `LoadBalancer Ingress:\t${ingress.map(ingressText).join(', ')}`);
  const slices = await endpointSlices(page, page.name);
  for (const port of listAt(spec, 'ports')) describePort(sheet, port, slices);
  sheet.fields(
    spec,
    'Session Affinity:sessionAffinity|External Traffic Policy?:externalTrafficPolicy|Internal Traffic Policy!:internalTrafficPolicy|HealthCheck NodePort?:healthCheckNodePort',
  );
  if (list('loadBalancerSourceRanges') !== '')
    sheet.line(0, `LoadBalancer Source Ranges:\t${list('loadBalancerSourceRanges')}`);
  sheet.fields(spec, 'Traffic Distribution!:trafficDistribution');
  await page.events();
};

function ingressText(one: JsonObject): string {
  const mode = textAt(one, 'ipMode');
  const address = textAt(one, 'ip');
  return address === '' ? textAt(one, 'hostname') : `${address}${mode === '' ? '' : ` (${mode})`}`;
}

function describePort(sheet: Sheet, port: JsonObject, slices: readonly JsonObject[]): void {
  const name = textAt(port, 'name') || '<unset>';
  const protocol = textAt(port, 'protocol');
  sheet.line(0, `Port:\t${name}\t${textAt(port, 'port')}/${protocol}`);
  sheet.line(0, `TargetPort:\t${textAt(port, 'targetPort') || '0'}/${protocol}`);
  sheet.fields(port, 'AppProtocol!:appProtocol');
  if (numberAt(port, 'nodePort') !== 0)
    sheet.line(0, `NodePort:\t${name}\t${textAt(port, 'nodePort')}/${protocol}`);
  sheet.line(0, `Endpoints:\t${formatEndpoints(slices, textAt(port, 'name'))}`);
}

async function endpointSlices(page: Page, service: string): Promise<JsonObject[]> {
  const labels = `kubernetes.io/service-name=${service}`;
  return await page.list('endpointslices.discovery.k8s.io', { labels });
}

/** The first three ready addresses, and how many more. */
function formatEndpoints(slices: readonly JsonObject[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const all = slices.flatMap((slice) => {
    const endpoints = listAt(slice, 'endpoints').map((endpoint) => ({
      address: textsAt(endpoint, 'addresses')[0] ?? '',
      isReady: at(endpoint, 'conditions.ready') !== false,
    }));
    const ports = listAt(slice, 'ports');
    if (ports.length === 0) return endpoints;
    return ports
      .filter((port) => textAt(port, 'name') === portName)
      .flatMap((port) =>
        endpoints.map(({ address, isReady }) => ({
          isReady,
          address: `${address.includes(':') ? `[${address}]` : address}:${textAt(port, 'port')}`,
        })),
      );
  });
  const ready = all.filter(({ isReady }) => isReady).map(({ address }) => address);
  const shown = ready.slice(0, 3).join(',');
  const third = all.findIndex(({ address }) => address === ready[2]);
  const hasMore = ready.length >= 3 && third < all.length - 1;
  return hasMore ? `${shown} + ${ready.length - 3} more...` : shown;
}

export const describeEndpoints: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object);
  sheet.line(0, 'Subsets:');
  for (const subset of listAt(object, 'subsets')) {
    for (const [label, key] of [
      ['Addresses', 'addresses'],
      ['NotReadyAddresses', 'notReadyAddresses'],
    ] as const)
      sheet.line(
        1,
        `${label}:\t${
          listAt(subset, key)
            .map((one) => textAt(one, 'ip'))
            .join(',') || '<none>'
        }`,
      );
    const ports = listAt(subset, 'ports');
    if (ports.length > 0) {
      sheet.line(1, 'Ports:');
      sheet.table(2, 'Name\tPort\tProtocol', ports.map(portRow));
    }
    sheet.line(0, '');
  }
  await page.events();
};

function portRow(port: JsonObject): string[] {
  return [
    textAt(port, 'name') || '<unset>',
    textAt(port, 'port') || '<unset>',
    textAt(port, 'protocol'),
  ];
}

export const describeEndpointSlice: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object);
  sheet.fields(object, 'AddressType:addressType');
  const ports = listAt(object, 'ports');
  sheet.line(0, ports.length === 0 ? 'Ports: <unset>' : 'Ports:');
  if (ports.length > 0) sheet.table(1, 'Name\tPort\tProtocol', ports.map(portRow));
  const endpoints = listAt(object, 'endpoints');
  sheet.line(0, endpoints.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
  for (const endpoint of endpoints) {
    const orUnset = (path: string) => textAt(endpoint, path) || '<unset>';
    sheet.line(1, `- Addresses:\t${textsAt(endpoint, 'addresses').join(', ') || '<none>'}`);
    sheet.line(2, 'Conditions:');
    sheet.line(3, `Ready:\t${orUnset('conditions.ready')}`);
    sheet.line(2, `Hostname:\t${orUnset('hostname')}`);
    const target = endpoint['targetRef'];
    if (isRecord(target))
      sheet.line(2, `TargetRef:\t${textAt(target, 'kind')}/${textAt(target, 'name')}`);
    sheet.line(2, `NodeName:\t${orUnset('nodeName')}`);
    sheet.line(2, `Zone:\t${orUnset('zone')}`);
  }
  await page.events();
};

export const describeIngress: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.fields(object, 'Name:metadata.name');
  sheet.labels('Labels', recordAt(object, 'metadata.labels'));
  const addresses = listAt(object, 'status.loadBalancer.ingress').map(
    (one) => textAt(one, 'ip') || textAt(one, 'hostname'),
  );
  sheet.line(0, `Namespace:\t${page.namespace}`);
  sheet.line(0, `Address:\t${[...new Set(addresses.filter(Boolean))].toSorted().join(',')}`);
  sheet.line(0, `Ingress Class:\t${textAt(object, 'spec.ingressClassName') || '<none>'}`);
  const fallback = at(object, 'spec.defaultBackend');
  const fallbackText = isRecord(fallback) ? await backend(page, fallback) : '<default>';
  sheet.line(0, `Default backend:\t${fallbackText}`);
  describeTls(sheet, listAt(object, 'spec.tls'));
  sheet.line(0, 'Rules:');
  sheet.table(1, 'Host\tPath\tBackends', []);
  const rules = listAt(object, 'spec.rules').filter((rule) => isRecord(rule['http']));
  for (const rule of rules) {
    sheet.line(1, `${textAt(rule, 'host') || '*'}\t`);
    for (const path of listAt(rule, 'http.paths'))
      sheet.line(
        2,
        `\t${textAt(path, 'path')} \t${await backend(page, recordAt(path, 'backend'))}`,
      );
  }
  if (rules.length === 0) sheet.line(1, `*\t*\t${fallbackText}`);
  sheet.annotations('Annotations', recordAt(object, 'metadata.annotations'));
  await page.events();
};

function describeTls(sheet: Sheet, all: readonly JsonObject[]): void {
  if (all.length > 0) sheet.line(0, 'TLS:');
  for (const tls of all) {
    const hosts = textsAt(tls, 'hosts').join(',');
    const secret = textAt(tls, 'secretName');
    sheet.line(1, secret === '' ? `SNI routes ${hosts}` : `${secret} terminates ${hosts}`);
  }
}

async function backend(page: Page, one: JsonObject): Promise<string> {
  const service = one['service'];
  if (!isRecord(service)) {
    const resource = one['resource'];
    return isRecord(resource)
      ? `APIGroup: ${textAt(resource, 'apiGroup') || '<none>'}, Kind: ${textAt(resource, 'kind')}, Name: ${textAt(resource, 'name')}`
      : '';
  }
  const name = textAt(service, 'name');
  const label = `${name}:${textAt(service, 'port.number') || textAt(service, 'port.name')}`;
  try {
    const slices = await endpointSlices(page, name);
    const services = (await page.context.resources()).require('services');
    const found = await page.context.client.json('GET', pathOf(services, page.namespace, name));
    const port = listAt(found, 'spec.ports').findLast(
      (each) =>
        numberAt(each, 'port') === numberAt(service, 'port.number') ||
        (textAt(service, 'port.name') !== '' && each['name'] === textAt(service, 'port.name')),
    );
    return `${label} (${formatEndpoints(slices, textAt(port, 'name'))})`;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    return `${label} (<error: ${error.message}>)`;
  }
}

export const describeIngressClass: Describer = async (page) => {
  const { sheet, object } = page;
  sheet.head(object, { namespaced: false });
  sheet.fields(object, 'Controller:spec.controller');
  if (isRecord(at(object, 'spec.parameters'))) {
    sheet.line(0, 'Parameters:');
    sheet.fields(
      object,
      'APIGroup!:spec.parameters.apiGroup|Kind:spec.parameters.kind|Name:spec.parameters.name',
      1,
    );
  }
  await page.events();
};
