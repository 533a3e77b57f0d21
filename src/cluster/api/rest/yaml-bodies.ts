import { stringify, YAMLParseError } from 'yaml';
import { badRequest } from '#cluster/api/errors.ts';
import { composeYaml, ScannerError } from '#cluster/api/yaml.ts';

export function parse(text: string): unknown {
  try {
    const document = composeYaml(text);
    const [failure] = document.errors;
    if (failure) throw failure;
    return document.toJS();
  } catch (error) {
    const isRefusal =
      error instanceof ScannerError ||
      error instanceof YAMLParseError ||
      // What shows only when aliases are followed: one that is not there, or too many.
      error instanceof ReferenceError;
    if (!isRefusal) throw error;
    throw badRequest(`error converting YAML to JSON: ${error.message}`);
  }
}

export function print(value: unknown): string {
  return stringify(value, { version: '1.1' });
}
