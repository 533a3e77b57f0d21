import { readdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { adviceIds, createDiagnosis } from '#checks/diagnostics/diagnose.ts';
import { runToEnd } from '#cluster/clock/pump.ts';
import { liveSetup } from '#course/live-lab.ts';
import { readLabSources } from '#markdown/lab.ts';
import type { Advice, LogLine, SessionSetup } from '#schemas/messages.ts';
import { watchMistakes } from '#worker/diagnosis.ts';
import { createRoute } from '#worker/route.ts';
import { worldOf } from '#worker/steps.ts';
import { createTimeline, type Timeline } from '#worker/timeline.ts';
import { nodeHost } from '../../scripts/node-host.ts';

function timelineOf(setup: SessionSetup): Timeline {
  return createTimeline({
    setup,
    host: nodeHost,
    columns: () => 200,
    edit: () => undefined,
    show: () => undefined,
    tell: () => undefined,
  });
}

function setupOf(name: string): SessionSetup {
  const { lab, prose, files } = readLabSources(name);
  return liveSetup(lab, prose, files);
}

async function pass(timeline: Timeline, ms: number): Promise<void> {
  const { clock } = timeline.machine().cluster;
  await runToEnd(clock, clock.sleep(ms), nodeHost);
}

/** Types lines, and hears what each is told. */
async function type(timeline: Timeline, lines: readonly string[]): Promise<Advice[][]> {
  const isNew = timeline.entries().length === 0;
  const watch = watchMistakes(timeline.machine(), { isNew });
  const told: Advice[][] = [];
  for (const text of lines) {
    watch.begin(false);
    const run = timeline.run({ text }, () => undefined);
    await runToEnd(timeline.machine().cluster.clock, run, nodeHost);
    told.push([...(await watch.after(await run))]);
    // As long as somebody who reads what was printed.
    await pass(timeline, 3000);
  }
  return told;
}

const { prose, lab, files } = readLabSources('istio-pannes');
const preparing = prose.find(({ id }) => id === 'preparer')?.commands.map(({ input }) => input);
const setup: SessionSetup = { ...liveSetup(lab, prose, files), steps: [] };
let mesh: Timeline;
let prepared: readonly LogLine[];

beforeAll(async () => {
  mesh = timelineOf(setup);
  await type(mesh, preparing ?? []);
  prepared = mesh.entries().map(({ line }) => line);
});

/** The documents of YAML, applied. */
const apply = (text: string): string => `kubectl apply -f - <<'YAML'\n${text.trim()}\nYAML`;
const routing = (kind: string, name: string, spec: string): string =>
  apply(
    `{ apiVersion: networking.istio.io/v1, kind: ${kind}, metadata: { name: ${name} }, spec: ${spec} }`,
  );
const pods = (name: string, namespace: string): string =>
  `kubectl create deployment ${name} -n ${namespace} --image=curlimages/curl -- sleep 1d && kubectl rollout status -n ${namespace} deploy/${name}`;

/** Of each rule, the lines of somebody who makes that mistake in a mesh that works: the last one is told. */
const mistakes: Readonly<Record<string, readonly string[]>> = {
  'texte-a-remplacer': ['curl http://<EXTERNAL-IP>/productpage'],
  'programme-introuvable': ['export PATH=/usr/bin', 'istioctl version'],
  'commande-retiree': ['istioctl authn tls-check reviews'],
  'type-inconnu': ['kubectl get virtualservces'],
  'namespace-inconnu': ['kubectl get pods -n istio-sytem'],
  'en-clair-vers-strict': [
    'kubectl create namespace legacy',
    pods('curl', 'legacy'),
    'kubectl exec -n legacy deploy/curl -- curl -s http://details.default:9080/details/0',
  ],
  'destinationrule-en-clair': [
    routing(
      'DestinationRule',
      'details',
      '{ host: details, trafficPolicy: { tls: { mode: DISABLE } } }',
    ),
  ],
  'politique-ailleurs': [
    apply(`{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: viewers, namespace: istio-system }, spec: {} }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }
---
{ apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: { name: viewers, namespace: shop }, spec: { selector: { matchLabels: { app: reviews } }, rules: [{}] } }`),
  ],
  'sans-etiquette': ['kubectl create namespace shop', pods('curl', 'shop')],
  'pod-plus-ancien': [
    'kubectl create namespace shop',
    pods('curl', 'shop'),
    'kubectl label namespace shop istio-injection=enabled',
  ],
  'passerelle-inconnue': [
    routing(
      'VirtualService',
      'shop',
      '{ hosts: [shop.example], gateways: [shop-gateway], http: [{ route: [{ destination: { host: reviews } }] }] }',
    ),
  ],
  'sous-ensemble-inconnu': [
    routing(
      'VirtualService',
      'reviews',
      '{ hosts: [reviews], http: [{ route: [{ destination: { host: reviews, subset: v2 } }] }] }',
    ),
  ],
  'destination-inconnue': [
    routing(
      'VirtualService',
      'reviews',
      '{ hosts: [reviews], http: [{ route: [{ destination: { host: review } }] }] }',
    ),
  ],
  'passerelle-sans-pod': [
    routing(
      'Gateway',
      'shop',
      '{ selector: { istio: ingress }, servers: [{ port: { number: 80, name: http, protocol: HTTP }, hosts: [shop.example] }] }',
    ),
  ],
  'certificat-absent': [
    routing(
      'Gateway',
      'shop',
      '{ selector: { istio: ingressgateway }, servers: [{ port: { number: 8443, name: https, protocol: HTTPS }, hosts: [shop.example], tls: { mode: SIMPLE, credentialName: shop } }] }',
    ),
  ],
  'regle-jamais-atteinte': [
    routing(
      'VirtualService',
      'reviews',
      '{ hosts: [reviews], http: [{ match: [{ uri: { prefix: /a } }], route: [{ destination: { host: reviews } }] }, { match: [{ uri: { prefix: /a } }], route: [{ destination: { host: ratings } }] }, { route: [{ destination: { host: reviews } }] }] }',
    ),
  ],
  'politique-sans-pod': [
    `kubectl apply -f - <<'EOF'
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: review-viewer }
spec: { selector: { matchLabels: { app: review } }, rules: [{ to: [{ operation: { methods: [GET] } }] }] }
EOF`,
  ],
  'hote-hors-passerelle': [
    `kubectl patch gateway bookinfo-gateway --type=json -p '[{"op":"replace","path":"/spec/servers/0/hosts","value":["boutique.example"]}]'`,
    routing(
      'VirtualService',
      'shop',
      '{ hosts: [shop.example], gateways: [bookinfo-gateway], http: [{ route: [{ destination: { host: reviews } }] }] }',
    ),
  ],
  'sous-ensemble-vide': [
    routing(
      'DestinationRule',
      'reviews',
      '{ host: reviews, subsets: [{ name: v4, labels: { version: v4 } }] }',
    ),
  ],
  'hote-inconnu': [
    routing('DestinationRule', 'reviews', '{ host: review.default.svc.cluster.local }'),
  ],
  'hote-en-double': ['a', 'b'].map((name) =>
    routing(
      'VirtualService',
      name,
      '{ hosts: [reviews], http: [{ route: [{ destination: { host: reviews } }] }] }',
    ),
  ),
  'port-obligatoire': [
    apply(
      `{ apiVersion: v1, kind: Service, metadata: { name: two }, spec: { selector: { app: reviews }, ports: [{ name: http, port: 80, targetPort: 9080 }, { name: http-2, port: 81, targetPort: 9080 }] } }`,
    ),
    routing(
      'VirtualService',
      'two',
      '{ hosts: [two], http: [{ route: [{ destination: { host: two } }] }] }',
    ),
  ],
  'port-sans-nom': [
    apply(
      `{ apiVersion: v1, kind: Service, metadata: { name: two }, spec: { selector: { app: reviews }, ports: [{ name: web, port: 9080 }] } }`,
    ),
  ],
  'passerelles-en-conflit': [
    routing(
      'Gateway',
      'shop',
      `{ selector: { istio: ingressgateway }, servers: [{ port: { number: 8080, name: http, protocol: HTTP }, hosts: ['*'] }] }`,
    ),
  ],
};

test.each(Object.entries(mistakes))('%s is told when it is made', async (id, lines) => {
  await mesh.goTo(prepared);
  const told = await type(mesh, lines);
  expect(told.at(-1)?.map((advice) => advice.id)).toEqual([id]);
});

test('another cluster: waiting for an address, a kind of Istio before Istio', async () => {
  const bare = timelineOf({ ...setup, loadBalancer: false });
  expect(await ids(bare, ['kubectl get virtualservices'])).toEqual(['istio-absent']);
  await type(bare, preparing?.slice(0, 3) ?? []);
  expect(await ids(bare, ['curl http://$INGRESS/productpage'])).toEqual(['adresse-en-attente']);
});

async function ids(timeline: Timeline, lines: readonly string[]): Promise<string[]> {
  return (await type(timeline, lines)).at(-1)?.map(({ id }) => id) ?? [];
}

test('every rule has its mistake here', async () => {
  const here = [...Object.keys(mistakes), 'istio-absent', 'adresse-en-attente'];
  expect(here.toSorted()).toEqual([...(await adviceIds())].toSorted());
});

test('what lasts is told once', async () => {
  await mesh.goTo(prepared);
  const told = await type(mesh, ['kubectl create namespace shop', pods('curl', 'shop'), 'true']);
  expect(told.map(({ length }) => length)).toEqual([0, 1, 0]);
});

/** What the labs show on purpose: nobody is told of it while they are followed. */
const onPurpose: Readonly<Record<string, readonly string[]>> = {
  'istio-mtls-bookinfo': ['sans-etiquette', 'en-clair-vers-strict', 'commande-retiree'],
};
const istioLabs = readdirSync('labs').filter((name) => name.startsWith('istio-'));

test.each(istioLabs)('the lab %s makes no mistake but on purpose', async (name) => {
  const full = setupOf(name);
  const timeline = timelineOf({ ...full, steps: [] });
  const route = createRoute(timeline, full.steps ?? [], nodeHost);
  const diagnosis = createDiagnosis();
  const followed = watchMistakes(timeline.machine(), { isNew: true });
  const told: string[] = [];
  for (const at of route.cues.keys()) {
    const before = timeline.machine().ran().length;
    followed.begin(true);
    await route.feed(at);
    const entry = timeline.entries().at(-1);
    if (!entry) throw new Error('no line was run');
    const { line, exitCode } = entry;
    const world = worldOf(timeline.machine());
    const ran = world.ran.slice(before);
    await diagnosis.ready(world);
    told.push(...diagnosis.after({ world, line: line.text, exitCode, ran }).map(({ id }) => id));
    expect(await followed.after(entry)).toEqual([]);
  }
  expect(told).toEqual(onPurpose[name] ?? []);
});
