import type { View } from './addresses.ts';
import type { Go } from './Page.tsx';

/** From the page of all namespaces to the one that is shown. */
export default function Breadcrumb({ view, onGo }: { view: View; onGo: Go }) {
  const way = wayTo(view);
  if (way.length === 0) return null;
  return (
    <nav aria-label="Pages du tableau de bord">
      <ol className="browser-way">
        {way.map(({ text, to }) => (
          <li key={text}>
            <button className="browser-link" type="button" onClick={() => onGo(to)}>
              {text}
            </button>
          </li>
        ))}
        <li aria-current="page">{nameOf(view)}</li>
      </ol>
    </nav>
  );
}

function wayTo(view: View): readonly { readonly text: string; readonly to: View }[] {
  const all = { text: 'Namespaces', to: { type: 'namespaces' } } as const;
  if (view.type === 'namespace') return [all];
  if (view.type !== 'deployment') return [];
  const { namespace } = view;
  return [all, { text: namespace, to: { type: 'namespace', namespace } }];
}

function nameOf(view: View): string {
  if (view.type === 'namespace') return view.namespace;
  return view.type === 'deployment' ? view.name : '';
}
