import { parseAllDocuments } from 'yaml';
import { type Fields, fieldsOf } from '#cluster/api/json.ts';
import { SpecError } from '#mesh/istio/install/settings.ts';

/** The specification of the IstioOperator in a file. */
export function parseOperator(text: string): Fields {
  const documents = parseAllDocuments(text).filter(({ contents }) => contents !== null);
  if (documents.length > 1)
    throw new SpecError(
      'merge inputs: contains multiple IstioOperator CRs, only one per file is supported',
    );
  const [error] = documents[0]?.errors ?? [];
  if (error) throw new SpecError(`merge inputs: yaml: ${error.message.split('\n')[0]}`);
  return fieldsOf(fieldsOf(documents[0]?.toJS())['spec']);
}
