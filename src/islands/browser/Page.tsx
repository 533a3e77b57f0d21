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
  return (
    <div className="browser-page">
      <Breadcrumb view={view} onGo={onGo} />
      <h2 ref={ref} className="browser-title" tabIndex={-1}>
        {titleOf(view)}
      </h2>
      <output className="browser-fault">{seen?.fault && faultInWords(seen.fault, host)}</output>
      {seen && seen.bodies.length > 0 && (
        <>
          <Content view={view} bodies={seen.bodies} onGo={onGo} />
          {view.type !== 'other' && (
            <p className="browser-note">
              Chiffres d’une minute, lus à {hourOf(seen.time)} (heure du cluster). Le panneau les
              demande au tableau de bord simulé, et rien n’en reste : ses requêtes ne sont pas
              comptées.
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

function faultInWords(answer: PageAnswer, host: string): string {
  return answer.type === 'failure'
    ? `${host} ne répond pas : ${answer.reason}. Le tableau de bord vit aussi longtemps que sa commande ; relancez linkerd viz dashboard & pour le revoir.`
    : `${host} répond ${answer.status} : ${errorIn(answer.body)}`;
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
