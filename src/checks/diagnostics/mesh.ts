/** Mistakes of what the cluster holds, seen by the analyzers of istioctl. */
import { usualAnalyzers } from '#mesh/istio/analysis/usual.ts';
import { analyze, type Message } from '#mesh/istio/analysis/analyze.ts';
import { messageTypes, type MessageName } from '#mesh/istio/analysis/messages.ts';
import { hasMesh, snapshotOf, type Moment } from './moment.ts';

interface MeshRule {
  readonly id: string;
  readonly message: MessageName;
  /** Of several with one code: how this one's text begins. */
  readonly begins?: string;
  readonly text: (message: Message) => string;
}

const name = ({ resource }: Message): string => `\`${resource.name}\``;
const home = ({ resource }: Message): string => `\`${resource.namespace}\``;

/** What each message means for a learner, and the way out. */
export const meshRules: readonly MeshRule[] = [
  {
    id: 'pod-plus-ancien',
    message: 'PodMissingProxy',
    text: (message) =>
      `Le pod ${name(message)} n’a pas de sidecar : il existait avant l’étiquette de son namespace, et l’injection n’a lieu qu’à la création. Recréez-le : \`kubectl rollout restart deployment -n ${message.resource.namespace}\`.`,
  },
  {
    id: 'passerelle-inconnue',
    message: 'ReferencedResourceNotFound',
    begins: 'Referenced gateway',
    text: (message) =>
      `La VirtualService ${name(message)} nomme une Gateway qui n’existe pas : ses routes ne sont installées nulle part, et l’entrée du mesh répond 404. Vérifiez le nom, et le namespace (\`namespace/nom\`).`,
  },
  {
    id: 'sous-ensemble-inconnu',
    message: 'ReferencedResourceNotFound',
    begins: 'Referenced host+subset',
    text: (message) =>
      `La VirtualService ${name(message)} envoie vers un sous-ensemble (subset) qu’aucune DestinationRule ne définit : ces requêtes recevront un 503. Créez d’abord la DestinationRule.`,
  },
  {
    id: 'destination-inconnue',
    message: 'ReferencedResourceNotFound',
    begins: 'Referenced host not',
    text: (message) =>
      `La VirtualService ${name(message)} envoie vers un hôte qui n’est pas un service du mesh. Un nom court se lit dans le namespace de la VirtualService, ${home(message)}.`,
  },
  {
    id: 'passerelle-sans-pod',
    message: 'ReferencedResourceNotFound',
    begins: 'Referenced selector',
    text: (message) =>
      `Le sélecteur de ${name(message)} ne correspond à aucun pod : comparez-le avec \`kubectl get pods -A --show-labels\`.`,
  },
  {
    id: 'certificat-absent',
    message: 'ReferencedResourceNotFound',
    begins: 'Referenced credentialName',
    text: (message) =>
      `La Gateway ${name(message)} nomme un Secret qui n’est pas dans le namespace des pods de la passerelle : sans certificat, le port ferme chaque connexion. Créez-le à cet endroit, avec \`kubectl create secret tls … -n istio-system\` pour la passerelle installée par Istio.`,
  },
  {
    id: 'hote-hors-passerelle',
    message: 'VirtualServiceHostNotFoundInGateway',
    text: (message) =>
      `Aucun serveur de la Gateway n’accepte les hôtes de la VirtualService ${name(message)} : la route n’est pas installée. Les deux listes \`hosts\` doivent se recouper.`,
  },
  {
    id: 'sous-ensemble-vide',
    message: 'DestinationRuleSubsetNotSelectPods',
    text: (message) =>
      `Un sous-ensemble de la DestinationRule ${name(message)} ne choisit aucun pod : ce qu’on lui envoie recevra 503 (UH, aucun point d’accès sain). Ses étiquettes doivent être celles des pods.`,
  },
  {
    id: 'hote-inconnu',
    message: 'UnknownDestinationRuleHost',
    text: (message) =>
      `L’hôte de la DestinationRule ${name(message)} n’est aucun service du mesh : elle n’a pas d’effet. Un nom court se lit dans le namespace ${home(message)}.`,
  },
  {
    id: 'hote-en-double',
    message: 'ConflictingMeshGatewayVirtualServiceHosts',
    text: (message) =>
      `Deux VirtualServices règlent le même hôte (${name(message)} est l’une d’elles) : une seule compte, la plus ancienne. Réunissez-les.`,
  },
  {
    id: 'port-obligatoire',
    message: 'VirtualServiceDestinationPortSelectorRequired',
    text: (message) =>
      `La VirtualService ${name(message)} envoie vers un service à plusieurs ports sans dire lequel : ajoutez \`port: { number: … }\` à la destination.`,
  },
  {
    id: 'regle-jamais-atteinte',
    message: 'VirtualServiceUnreachableRule',
    text: (message) =>
      `Une règle de la VirtualService ${name(message)} ne sert jamais : les règles se lisent dans l’ordre, et une autre prend déjà ces requêtes. Mettez la plus précise d’abord, celle sans \`match\` en dernier.`,
  },
  {
    id: 'port-sans-nom',
    message: 'PortNameIsNotUnderNamingConvention',
    text: (message) =>
      `Un port du service ${name(message)} ne dit pas son protocole : Istio devra le deviner. Nommez-le \`http-…\`, \`grpc-…\` ou \`tcp-…\`, ou donnez \`appProtocol\`.`,
  },
  {
    id: 'passerelles-en-conflit',
    message: 'ConflictingGateways',
    text: (message) =>
      `Deux Gateways ouvrent le même port pour le même hôte sur les mêmes pods (${name(message)} est l’une d’elles) : une seule sera servie.`,
  },
];

/** Analyses the mesh after each line: a mistake is told once, when it appears. */
export function meshMessages({ world }: Moment): readonly Message[] {
  return hasMesh(world) ? analyze(snapshotOf(world), usualAnalyzers) : [];
}

export function ruleOf(message: Message): MeshRule | undefined {
  return meshRules.find(
    (rule) =>
      messageTypes[rule.message].code === message.code &&
      message.text.startsWith(rule.begins ?? ''),
  );
}
