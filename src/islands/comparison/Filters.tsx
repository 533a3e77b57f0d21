import {
  meshOrders,
  type Choice,
  type Meshes,
  type MeshOrder,
  type Selection,
} from '#course/comparison.ts';
import CopyLink from './CopyLink.tsx';

interface Props {
  data: Meshes;
  choice: Choice;
  selection: Selection;
  onChange: (part: Partial<Choice>) => void;
  onReset: () => void;
}

const orderNames: Record<MeshOrder, string> = {
  cours: 'Celui du cours',
  nom: 'Par nom',
  statut: 'Par état, les actifs d’abord',
};

/** What to compare, and on which criteria. */
export default function Filters({ data, choice, selection, onChange, onReset }: Props) {
  return (
    <form className="comparison-filters" onSubmit={(event) => event.preventDefault()}>
      <MeshChoice data={data} chosen={choice.meshes} onChange={(meshes) => onChange({ meshes })} />
      <label>
        Chercher un critère
        <input
          type="search"
          maxLength={100}
          value={choice.text}
          onChange={(event) => onChange({ text: event.target.value })}
        />
      </label>
      <label>
        Thème
        <select value={choice.group} onChange={(event) => onChange({ group: event.target.value })}>
          <option value="">Tous</option>
          {data.groups.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Ordre des produits
        <select
          value={choice.order}
          onChange={(event) =>
            onChange({ order: meshOrders.find((order) => order === event.target.value) ?? 'cours' })
          }
        >
          {meshOrders.map((order) => (
            <option key={order} value={order}>
              {orderNames[order]}
            </option>
          ))}
        </select>
      </label>
      <div className="comparison-actions">
        <CopyLink />
        <button className="button" type="button" onClick={onReset}>
          Tout afficher
        </button>
        <output>
          {counted(selection.meshes.length, 'produit')}, {counted(selection.criteria, 'critère')}
        </output>
      </div>
    </form>
  );
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count > 1 ? 's' : ''}`;
}

interface MeshChoiceProps {
  data: Meshes;
  chosen: readonly string[];
  onChange: (meshes: string[]) => void;
}

function MeshChoice({ data, chosen, onChange }: MeshChoiceProps) {
  const toggle = (id: string) =>
    onChange(
      data.meshes.map((mesh) => mesh.id).filter((one) => (one === id) !== chosen.includes(one)),
    );
  return (
    <fieldset>
      <legend>Produits à comparer</legend>
      {data.meshes.map(({ id, name }) => (
        <label key={id}>
          <input type="checkbox" checked={chosen.includes(id)} onChange={() => toggle(id)} /> {name}
        </label>
      ))}
    </fieldset>
  );
}
