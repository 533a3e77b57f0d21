import { escapeHtml } from '#commands/kubectl/printers/go-json.ts';
import { printYaml } from '#commands/kubectl/printers/yaml.ts';

/** A message as json.MarshalIndent writes it. Numbers of 64 bits come as text. */
export function goIndented(message: unknown): string {
  const text = escapeHtml(JSON.stringify(message, null, 2));
  return text.replaceAll(/("(?:first|last)": )"(\d+)"/g, '$1$2');
}

/** The same in YAML: keys are sorted. */
export function goYaml(message: unknown): string {
  return printYaml(message).replaceAll(/^(\s*(?:- )?(?:first|last): )"(\d+)"$/gm, '$1$2');
}
