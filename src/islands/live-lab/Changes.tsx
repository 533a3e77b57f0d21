import { useStore } from '@nanostores/react';
import type { ObjectChange, TrafficChange } from '#schemas/messages.ts';
import type { LiveSession } from '#session/live-session.ts';

/** What the last command has changed in the cluster, and goes on changing. */
export default function Changes({ session }: { session: LiveSession }) {
  const changes = useStore(session.$changes);
  const { objects = [], traffic = [] } = changes ?? {};
  const count = objects.length + traffic.length;
  return (
    <details className="lab-help">
      <summary>
        Ce que la commande a changé{changes ? ` : ${count === 0 ? 'rien' : count}` : ''}
      </summary>
      <ul className="lab-changes">
        {objects.map((change) => (
          <ObjectItem key={`${change.change} ${change.kind} ${change.names.join()}`} {...change} />
        ))}
        {traffic.map((change) => (
          <TrafficItem key={change.title} {...change} />
        ))}
      </ul>
    </details>
  );
}

/** A mark as well as a word. */
const marks: Record<ObjectChange['change'], string> = { created: '+', changed: '~', deleted: '−' };
const words: Record<ObjectChange['change'], [one: string, many: string]> = {
  created: ['créé', 'créés'],
  changed: ['modifié', 'modifiés'],
  deleted: ['supprimé', 'supprimés'],
};
const mostNames = 3;

function ObjectItem({ change, kind, namespace, names, fields }: ObjectChange) {
  const [one, many] = words[change];
  const shown = names.length > mostNames ? `${names.length} objets` : names.join(', ');
  return (
    <li>
      <span aria-hidden="true">{marks[change]}</span> {kind} {shown}
      {namespace !== '' && ` (${namespace})`} {names.length > 1 ? many : one}
      {fields.length > 0 && (
        <ul>
          {fields.map(({ path, before, after }) => (
            <li key={path}>
              <code>{path}</code> : {before || 'rien'} → {after || 'rien'}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function TrafficItem({ title, before, after }: TrafficChange) {
  return (
    <li>
      <span aria-hidden="true">⇄</span> {title} : {before} → {after}
    </li>
  );
}
