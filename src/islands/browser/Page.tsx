import type { PageAnswer } from '#schemas/messages.ts';
import type { View } from './addresses.ts';
import Breadcrumb from './Breadcrumb.tsx';
import DeploymentView from './DeploymentView.tsx';
import ReportTable from './ReportTable.tsx';
import { errorIn, reportsIn } from './reports.ts';
import type { Seen } from './use-pages.ts';
import { hourOf } from './words.ts';

export type Go = (view: View) => void;

interface Props {
  ref: React.Ref<HTMLHeadingElement>;
  view: View;
  /** Of another view, while this one is awaited. */
  seen: Seen | undefined;
  host: string;
  onGo: Go;
}

/** A page of Linkerd's dashboard, or what else the address answers. */
export default function Page({ ref, view, seen, host, onGo }: Props) {
  const answers = seen?.answers ?? [];
  const fault = answers.map((answer) => faultOf(answer, host)).find((text) => text !== '') ?? '';
  const bodies = answers.flatMap((answer) => (answer.type === 'page' ? [answer.body] : []));
  return (
    <div className="browser-page">
      {view.type !== 'other' && <Breadcrumb view={view} onGo={onGo} />}
      <h2 ref={ref} className="browser-title" tabIndex={-1}>
        {titleOf(view)}
      </h2>
      <output className="browser-fault">{fault}</output>
      {fault === '' && seen && (
        <>
          <Content view={view} bodies={bodies} onGo={onGo} />
          {view.type !== 'other' && (
            <p className="browser-note">
              Chiffres de la dernière minute, lus à {hourOf(seen.time)} (heure du cluster). Ce
              panneau les lit au tableau de bord simulé, sans laisser de trace : ses propres
              requêtes ne sont pas comptées.
            </p>
          )}
        </>
      )}
    </div>
  );
}

function titleOf(view: View): string {
  switch (view.type) {
    case 'namespaces':
      return 'Tableau de bord de Linkerd : namespaces';
    case 'namespace':
      return `Namespace ${view.namespace}`;
    case 'deployment':
      return `Deployment ${view.name}`;
    case 'other':
      return 'Page demandée';
  }
}

function faultOf(answer: PageAnswer, host: string): string {
  if (answer.type === 'failure')
    return `${host} ne répond pas : ${answer.reason}. Le tableau de bord vit aussi longtemps que sa commande ; relancez linkerd viz dashboard & pour le revoir.`;
  return answer.status === 200 ? '' : `${host} répond ${answer.status} : ${errorIn(answer.body)}`;
}

function Content({ view, bodies, onGo }: { view: View; bodies: readonly string[]; onGo: Go }) {
  const [first = '', second = ''] = bodies;
  switch (view.type) {
    case 'namespaces':
      return (
        <ReportTable
          caption="Trafic HTTP par namespace"
          kind="Namespace"
          reports={reportsIn(first)}
          onGo={({ name }) => onGo({ type: 'namespace', namespace: name })}
        />
      );
    case 'namespace':
      return (
        <>
          <ReportTable
            caption="Deployments"
            kind="Deployment"
            reports={reportsIn(first)}
            onGo={({ namespace, name }) => onGo({ type: 'deployment', namespace, name })}
          />
          <ReportTable caption="Pods" kind="Pod" reports={reportsIn(second)} />
        </>
      );
    case 'deployment':
      return <DeploymentView view={view} bodies={bodies} onGo={onGo} />;
    case 'other':
      return <pre className="browser-text">{first}</pre>;
  }
}
