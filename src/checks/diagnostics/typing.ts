/** Mistakes of the line itself. */
import type { Ran } from '#checks/world.ts';
import { flagOf, type Moment, type Rule } from './moment.ts';
import { nearest } from './nearest.ts';

/** Verbs of istioctl that old notes use, and what does their work. */
const removedVerbs: Readonly<Record<string, string>> = {
  authn:
    '`istioctl authn tls-check` a été retiré en 1.5. `istioctl x describe pod <pod>` dit le mode mTLS d’un pod, et `istioctl proxy-config secret <pod>` montre son certificat.',
  'verify-install':
    '`istioctl verify-install` a été retiré en 1.24. Utilisez `istioctl analyze -A` et `kubectl get pods -n istio-system`.',
  operator:
    '`istioctl operator` a été retiré en 1.24 : `istioctl install -f fichier.yaml` lit la même ressource IstioOperator.',
  profile:
    '`istioctl profile` a été retiré en 1.24 : `istioctl manifest generate --set profile=demo` montre ce qu’un profil installe.',
};

function failed({ ran }: Moment, program: string): readonly Ran[] {
  return ran.filter((run) => run.program === program && run.exitCode !== 0);
}

export const removedVerb: Rule = {
  id: 'commande-retiree',
  find: (moment) => {
    for (const { args } of failed(moment, 'istioctl')) {
      const verb = args.find((arg) => !arg.startsWith('-') && Object.hasOwn(removedVerbs, arg));
      if (verb) return removedVerbs[verb];
    }
    return undefined;
  },
};

export const literalPlaceholder: Rule = {
  id: 'texte-a-remplacer',
  find: ({ line, exitCode }) => {
    // Only what stands for something else is written so: a redirection has a space or a path.
    const placeholder = /<[A-Za-z][A-Za-z_ -]*>/.exec(line)?.[0];
    return placeholder && exitCode !== 0
      ? `\`${placeholder}\` est à remplacer par la vraie valeur, chevrons compris. Pour le shell, \`<\` lit un fichier et \`>\` en écrit un.`
      : undefined;
  },
};

export const notOnPath: Rule = {
  id: 'programme-introuvable',
  find: ({ line, exitCode, world }) => {
    if (exitCode !== 127 || !/(^|[\s;|&])istioctl(\s|$)/.test(line)) return undefined;
    return world.hasFile('istio-1.31.1/bin/istioctl')
      ? '`istioctl` est téléchargé, mais le shell ne le trouve pas : ajoutez son dossier au PATH, `export PATH="$HOME/istio-1.31.1/bin:$PATH"`.'
      : '`istioctl` n’est pas encore sur votre machine : téléchargez-le d’abord.';
  },
};

export const kindTypo: Rule = {
  id: 'type-inconnu',
  find: (moment) => {
    const resources = moment.world.api.resources().map((name) => name.split('.', 1)[0] ?? name);
    const known = new Set(resources.flatMap((plural) => [plural, singularOf(plural)]));
    for (const { args } of failed(moment, 'kubectl')) {
      const kind = kindOf(args);
      const meant = kind === undefined ? undefined : nearest(kind, known);
      if (meant) {
        return `Le cluster ne connaît pas le type \`${kind}\`. Vouliez-vous dire \`${meant}\` ? \`kubectl api-resources\` les montre tous.`;
      }
    }
    return undefined;
  },
};

const verbsWithKind = new Set(['get', 'describe', 'delete', 'edit', 'label', 'annotate', 'patch']);

function kindOf(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => verbsWithKind.has(arg));
  const word = at < 0 ? undefined : args[at + 1];
  return word === undefined || word.startsWith('-')
    ? undefined
    : word.split(/[/.,]/, 1)[0]?.toLowerCase();
}

function singularOf(plural: string): string {
  if (plural.endsWith('ies')) return `${plural.slice(0, -3)}y`;
  return plural.replace(/(?<=sse)s$|s$/, '');
}

export const namespaceTypo: Rule = {
  id: 'namespace-inconnu',
  find: ({ world, ran }) => {
    const known = new Set(world.api.list('namespaces').map(({ metadata }) => metadata.name));
    for (const { program, args } of ran) {
      if (program !== 'kubectl' && program !== 'istioctl') continue;
      const said = flagOf(args, '--namespace', '-n');
      if (said === undefined || known.has(said)) continue;
      const meant = nearest(said, known);
      const ask = meant ? ` Vouliez-vous dire \`${meant}\` ?` : '';
      return `Aucun namespace ne s’appelle \`${said}\`.${ask} \`kubectl\` n’en dit rien quand il liste : il répond seulement qu’il n’a rien trouvé.`;
    }
    return undefined;
  },
};

export const meshKindBeforeInstall: Rule = {
  id: 'istio-absent',
  find: (moment) => {
    const { api } = moment.world;
    if (api.resources().includes('virtualservices.networking.istio.io')) return undefined;
    const asks = failed(moment, 'kubectl').some(({ args }) => istioKinds.has(kindOf(args) ?? ''));
    return asks
      ? 'Ce type vient des CRD d’Istio, qui ne sont pas encore dans le cluster : installez Istio d’abord (`istioctl install`).'
      : undefined;
  },
};

const istioKinds = new Set(
  [
    ['virtualservice', 'vs'],
    ['destinationrule', 'dr'],
    ['serviceentry', 'se', 'serviceentries'],
    ['peerauthentication', 'pa'],
    ['authorizationpolicy', 'ap', 'authorizationpolicies'],
    ['requestauthentication', 'ra'],
  ].flatMap(([kind = '', ...others]) => [kind, `${kind}s`, ...others]),
);
