import type { JsonObject } from '#cluster/api/object.ts';
import { visit } from '#commands/kubectl/builder.ts';
import type { Context, Verb } from '#commands/kubectl/context.ts';
import { CommandError } from '#commands/kubectl/errors.ts';
import { listAt, recordAt } from '#commands/kubectl/json.ts';
import { filenameOptions, hasFiles } from '#commands/kubectl/manifests.ts';
import { tell } from '#commands/kubectl/printing.ts';
import { replaceObject } from '#commands/kubectl/writes.ts';

/** kubectl/pkg/cmd/certificates/certificates.go (v1.35). */
export const certificateApprove: Verb = (context) =>
  decide(context, { type: 'Approved', other: 'Denied', operation: 'approved' });

export const certificateDeny: Verb = (context) =>
  decide(context, { type: 'Denied', other: 'Approved', operation: 'denied' });

interface Decision {
  type: 'Approved' | 'Denied';
  other: string;
  operation: string;
}

async function decide(context: Context, { type, other, operation }: Decision): Promise<void> {
  const { args, flags, process } = context;
  const files = filenameOptions(context);
  const show = tell(context, { operation, dryRun: 'none' });
  context.access();
  if (args.length === 0 && !hasFiles(files))
    throw new CommandError('one or more CSRs must be specified as <name> or -f <filename>');
  const word = operation === 'approved' ? 'approve' : 'deny';
  const selection = {
    args,
    usualKind: 'certificatesigningrequests',
    files,
    unplaced: true,
    allNamespaces: true,
    enforcesNamespace: false,
    latest: true,
    keepsGoing: true,
  };
  await visit(context, selection, async (info) => {
    const { group, kind } = info.resource;
    if (kind !== 'CertificateSigningRequest')
      throw new CommandError(
        `can only handle CertificateSigningRequest.certificates.k8s.io objects, got ${group === '' ? kind : `${kind}.${group}`}`,
      );
    const conditions = listAt(info.object, 'status.conditions');
    const has = (name: string) => conditions.some((one) => one['type'] === name);
    if (has(other))
      throw new CommandError(`certificate signing request "${info.name}" is already ${other}`);
    if (has(type) && !flags.isOn('force')) return await show(info.object);
    const condition: JsonObject = {
      type,
      status: 'True',
      reason: `Kubectl${type === 'Approved' ? 'Approve' : 'Deny'}`,
      message: `This CSR was ${operation} by kubectl certificate ${word}.`,
      lastUpdateTime: new Date(process.time.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    };
    const status = { ...recordAt(info.object, 'status'), conditions: [...conditions, condition] };
    const object = { ...info.object, status };
    await show(
      await replaceObject(context, info, object, { dryRun: 'none', subresource: 'approval' }),
    );
  });
}
