import { useStore } from '@nanostores/react';
import { useState } from 'react';
import type { ProxyView } from '#schemas/live-view.ts';
import type { PodView } from '#schemas/messages.ts';
import type { LiveSession } from '#session/live-session.ts';
import { timeInWords } from './words.ts';

interface Props {
  session: LiveSession;
  pods: readonly PodView[];
}

/** Who a pod is for the others, and what its proxy has been given. Asked for when somebody wants to know. */
export default function ProxyPanel({ session, pods }: Props) {
  const inspected = useStore(session.$inspected);
  const [chosen, setChosen] = useState('');
  const meshed = pods.filter(({ sidecar }) => sidecar);
  const ask = (key: string): void => {
    setChosen(key);
    const pod = meshed.find((each) => keyOf(each) === key);
    if (pod) {
      const { namespace, name } = pod;
      session.send({ type: 'inspect', pod: { namespace, name } });
    }
  };
  const isThere = inspected !== undefined && keyOf(inspected.pod) === chosen;
  return (
    <section className="proxy-panel" aria-label="Identité et proxy d’un pod">
      <p className="proxy-choice">
        <label className="lab-choice">
          Identité et proxy de
          <select value={chosen} onChange={(event) => ask(event.currentTarget.value)}>
            <option value="">un pod…</option>
            {meshed.map((pod) => (
              <option key={keyOf(pod)} value={keyOf(pod)}>
                {keyOf(pod)}
              </option>
            ))}
          </select>
        </label>
        <button
          className="lab-button"
          type="button"
          disabled={chosen === ''}
          onClick={() => ask(chosen)}
        >
          Relire
        </button>
      </p>
      {meshed.length === 0 && <p>Aucun pod n’a de sidecar pour l’instant.</p>}
      <output>{isThere && (inspected.proxy ? '' : 'Le proxy de ce pod ne répond pas.')}</output>
      {isThere && inspected.proxy && <Proxy proxy={inspected.proxy} />}
    </section>
  );
}

function Proxy({ proxy }: { proxy: ProxyView }) {
  const { certificate, mtls, ports } = proxy;
  const exceptions = ports.map(({ port, mtls: mode }) => `, ${mode} sur le port ${port}`).join('');
  const facts: readonly (readonly [title: string, value: string])[] = [
    ['Identité', certificate?.identity ?? 'pas encore de certificat'],
    ['mTLS à l’entrée', `${mtls}${exceptions}`],
    ...(certificate
      ? ([
          ['Certificat émis par', certificate.issuer],
          ['Numéro de série', certificate.serial],
          ['Valable du', timeInWords(certificate.notBefore)],
          ['au', timeInWords(certificate.notAfter)],
        ] as const)
      : []),
  ];
  return (
    <>
      <dl className="proxy-facts">
        {facts.map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Names title="Listeners" names={proxy.listeners} />
      <Names title="Routes" names={proxy.routes} />
      <Names title="Clusters" names={proxy.clusters} />
    </>
  );
}

function Names({ title, names }: { title: string; names: readonly string[] }) {
  return (
    <details>
      <summary>
        {title} : {names.length}
      </summary>
      <ul className="proxy-names notranslate" translate="no" lang="en">
        {names.toSorted().map((name, at) => (
          // oxlint-disable-next-line react/no-array-index-key -- two may have one name
          <li key={`${name} ${at}`}>{name}</li>
        ))}
      </ul>
    </details>
  );
}

function keyOf({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}
