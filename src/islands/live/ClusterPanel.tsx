import { useStore } from '@nanostores/react';
import { useState } from 'react';
import type { ClusterView, PodView } from '#schemas/messages.ts';
import type { LiveSession } from '#session/live-session.ts';

/** What runs where, now: by node, or as a table. System pods are shown on request. */
export default function ClusterPanel({ session }: { session: LiveSession }) {
  const view = useStore(session.$cluster);
  const [asTable, setAsTable] = useState(false);
  const [withSystem, setWithSystem] = useState(false);
  if (!view) return <section className="live-cluster" aria-label="État du cluster" />;
  const pods = view.pods.filter((pod) => withSystem || !isSystem(pod));
  return (
    <section className="live-cluster" aria-label="État du cluster">
      <header className="live-cluster-bar">
        <h2 className="live-title">Le cluster, maintenant</h2>
        <label className="lab-check">
          <input
            type="checkbox"
            checked={withSystem}
            onChange={(event) => setWithSystem(event.currentTarget.checked)}
          />
          Pods du système
        </label>
        <button
          className="lab-button"
          type="button"
          aria-pressed={asTable}
          onClick={() => setAsTable(!asTable)}
        >
          Tableau
        </button>
      </header>
      {asTable ? <PodTable pods={pods} /> : <NodeCards view={view} pods={pods} />}
    </section>
  );
}

function NodeCards({ view, pods }: { view: ClusterView; pods: readonly PodView[] }) {
  const waiting = pods.filter(({ node }) => node === '');
  return (
    <ul className="live-nodes">
      {view.nodes.map((node) => (
        <li key={node.name} className="live-node" data-ready={node.status.startsWith('Ready')}>
          <h3>
            {node.name} <span className="lab-count">{node.status}</span>
          </h3>
          <PodList pods={pods.filter((pod) => pod.node === node.name)} />
        </li>
      ))}
      {waiting.length > 0 && (
        <li className="live-node">
          <h3>Sans nœud</h3>
          <PodList pods={waiting} />
        </li>
      )}
    </ul>
  );
}

function PodList({ pods }: { pods: readonly PodView[] }) {
  if (pods.length === 0) return <p className="lab-count">Aucun pod</p>;
  return (
    <ul className="live-pods">
      {pods.map((pod) => (
        <li key={`${pod.namespace}/${pod.name}`} className="live-pod" data-state={stateOf(pod)}>
          <span className="live-mark" aria-hidden="true">
            {marks[stateOf(pod)]}
          </span>
          <span className="live-pod-name">{pod.name}</span>
          <span className="lab-count">
            {pod.namespace === 'default' ? '' : `${pod.namespace} · `}
            {pod.ready} {pod.status}
          </span>
        </li>
      ))}
    </ul>
  );
}

const headings = ['Namespace', 'Pod', 'Ready', 'Status', 'Restarts', 'Age', 'IP', 'Node'];

function PodTable({ pods }: { pods: readonly PodView[] }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls: the keyboard must reach it
    <section className="live-table" aria-label="Pods du cluster" tabIndex={0}>
      <table>
        <caption className="visually-hidden">Pods du cluster</caption>
        <thead>
          <tr>
            {headings.map((heading) => (
              <th key={heading} scope="col" lang="en">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="notranslate" lang="en">
          {pods.map((pod) => (
            <tr key={`${pod.namespace}/${pod.name}`}>
              <td>{pod.namespace}</td>
              <th scope="row">{pod.name}</th>
              <td>{pod.ready}</td>
              <td>{pod.status}</td>
              <td>{pod.restarts}</td>
              <td>{pod.age}</td>
              <td>{pod.ip || '–'}</td>
              <td>{pod.node || '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {pods.length === 0 && <p className="lab-count">Aucun pod</p>}
    </section>
  );
}

type PodState = 'ready' | 'waiting' | 'failed' | 'done';

/** A mark as well as a colour. */
const marks: Record<PodState, string> = { ready: '●', waiting: '◌', failed: '✕', done: '✓' };

function stateOf({ ready, status }: PodView): PodState {
  if (status === 'Completed' || status === 'Succeeded') return 'done';
  if (/Err|BackOff|Error|Failed|Invalid|OOM/.test(status)) return 'failed';
  const [have, want] = ready.split('/');
  return status === 'Running' && have === want ? 'ready' : 'waiting';
}

function isSystem({ namespace }: PodView): boolean {
  return namespace.startsWith('kube-') || namespace === 'local-path-storage';
}
