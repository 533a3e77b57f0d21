const explanations: Readonly<Record<string, string>> = {
  sudo: 'sudo n’existe pas ici : vous avez déjà tous les droits sur le cluster du labo.',
  su: 'il n’y a qu’un utilisateur dans ce terminal, et il a déjà tous les droits sur le cluster.',
  ssh: 'les nœuds du cluster sont simulés ; « kubectl debug node/… » et « kubectl exec » remplacent ssh.',
  scp: 'les nœuds du cluster sont simulés ; « kubectl cp » copie depuis et vers un pod.',
  docker:
    'il n’y a pas de Docker ici : les conteneurs sont ceux du cluster (« kubectl get pods »).',
  podman:
    'il n’y a pas de Podman ici : les conteneurs sont ceux du cluster (« kubectl get pods »).',
  crictl:
    'le moteur de conteneurs des nœuds n’est pas simulé ; « kubectl describe pod » en montre l’état.',
  top: 'top n’est pas simulé ; « kubectl get pods » montre l’état du cluster.',
  htop: 'htop n’est pas simulé ; « kubectl get pods » montre l’état du cluster.',
  ps: 'les processus de ce terminal se voient avec « jobs » ; ceux du cluster avec « kubectl get pods ».',
  apt: 'rien ne s’installe dans ce terminal : tout ce qu’il faut au labo est déjà là.',
  'apt-get': 'rien ne s’installe dans ce terminal : tout ce qu’il faut au labo est déjà là.',
  brew: 'rien ne s’installe dans ce terminal : tout ce qu’il faut au labo est déjà là.',
  yum: 'rien ne s’installe dans ce terminal : tout ce qu’il faut au labo est déjà là.',
  dnf: 'rien ne s’installe dans ce terminal : tout ce qu’il faut au labo est déjà là.',
  apk: 'rien ne s’installe dans ce terminal : tout ce qu’il faut au labo est déjà là.',
  pip: 'rien ne s’installe dans ce terminal : tout ce qu’il faut au labo est déjà là.',
  npm: 'rien ne s’installe dans ce terminal : tout ce qu’il faut au labo est déjà là.',
  systemctl:
    'les services du système ne sont pas simulés ; ceux du cluster se voient avec « kubectl get pods -A ».',
  kind: 'le cluster est déjà créé : « kubectl get nodes » le montre.',
  minikube: 'le cluster est déjà créé : « kubectl get nodes » le montre.',
  vim: 'vim n’est pas simulé ; « nano FICHIER » ouvre l’éditeur du labo.',
  emacs: 'emacs n’est pas simulé ; « nano FICHIER » ouvre l’éditeur du labo.',
  git: 'git n’est pas simulé dans ce cours.',
  wget: 'wget n’est pas simulé dans ce cours ; « curl » l’est, vers le réseau du labo.',
  file: 'file n’est pas simulé dans ce cours ; « head -c 64 FICHIER | od -c » montre comment commence un fichier.',
  rg: 'rg n’est pas simulé dans ce cours ; « grep -rn MOTIF . » cherche dans les fichiers d’un dossier.',
  tmux: 'tmux n’est pas simulé ; « commande & », « jobs » et « fg » le sont.',
  screen: 'screen n’est pas simulé ; « commande & », « jobs » et « fg » le sont.',
  python: 'Python n’est pas simulé dans ce cours.',
  python3: 'Python n’est pas simulé dans ce cours.',
  node: 'Node.js n’est pas simulé dans ce cours.',
  ping: 'ping n’est pas simulé : « curl » vérifie qu’un service répond.',
};

/** What to say of a command that is not there, if anything: why, or which tool of the course was meant. */
export function explainMissing(name: string, tools: readonly string[]): string | undefined {
  if (Object.hasOwn(explanations, name)) return explanations[name];
  const meant = tools.find((tool) => isTypo(name, tool));
  return meant === undefined ? undefined : `vouliez-vous dire « ${meant} » ?`;
}

/** One letter missing, added, changed, or two exchanged. */
function isTypo(typed: string, name: string): boolean {
  if (name.length < 4 || Math.abs(typed.length - name.length) > 1 || typed === name) return false;
  let start = 0;
  while (start < name.length && typed.charAt(start) === name.charAt(start)) start += 1;
  const [a, b] = [typed.slice(start), name.slice(start)];
  if (a.slice(1) === b.slice(1) || a.slice(1) === b || a === b.slice(1)) return true;
  return a.charAt(0) === b.charAt(1) && a.charAt(1) === b.charAt(0) && a.slice(2) === b.slice(2);
}
