import { z } from 'zod';
import { httpsSchema, idSchema, textSchema, uniqueIds } from './ids.ts';

const meshSchema = z.strictObject({
  id: idSchema,
  name: textSchema,
  status: z.enum(['active', 'dormant', 'ended', 'archived']),
  statusLabel: textSchema,
  license: textSchema,
  url: httpsSchema,
  summary: textSchema,
});

const criterionSchema = z.strictObject({
  id: idSchema,
  group: idSchema,
  name: textSchema,
  help: textSchema,
});

const cellSchema = z.strictObject({
  value: textSchema,
  level: z.enum(['yes', 'partial', 'no', 'neutral']),
  note: textSchema.optional(),
  source: httpsSchema,
  version: textSchema,
  checked: z.iso.date(),
});

const shapeSchema = z.strictObject({
  checked: z.iso.date(),
  meshes: z.array(meshSchema).min(1),
  groups: z.array(z.strictObject({ id: idSchema, name: textSchema })).min(1),
  criteria: z.array(criterionSchema).min(1),
  cells: z.record(z.string(), z.record(z.string(), cellSchema)),
});

/** `content/meshes.yaml`: every mesh has a sourced, dated cell for every criterion, and no other cell. */
export const meshesSchema = shapeSchema.superRefine((data, context) => {
  uniqueIds(data.meshes, context, ['meshes']);
  uniqueIds(data.groups, context, ['groups']);
  uniqueIds(data.criteria, context, ['criteria']);
  knownGroups(data, context);
  missingCells(data, context);
  unknownCells(data, context);
});

export type Meshes = z.infer<typeof meshesSchema>;

function knownGroups(data: Meshes, context: z.core.$RefinementCtx): void {
  const groups = new Set(data.groups.map(({ id }) => id));
  for (const [index, { group }] of data.criteria.entries()) {
    if (groups.has(group)) continue;
    const message = `le groupe « ${group} » est inconnu. Choisissez parmi : ${[...groups].join(', ')}.`;
    context.addIssue({ code: 'custom', message, path: ['criteria', index, 'group'] });
  }
}

function missingCells(data: Meshes, context: z.core.$RefinementCtx): void {
  for (const mesh of data.meshes) {
    for (const criterion of data.criteria) {
      if (data.cells[mesh.id]?.[criterion.id]) continue;
      const message = 'cellule absente. Ajoutez value, level, source, version et checked.';
      context.addIssue({ code: 'custom', message, path: ['cells', mesh.id, criterion.id] });
    }
  }
}

function unknownCells(data: Meshes, context: z.core.$RefinementCtx): void {
  const meshes = new Set(data.meshes.map(({ id }) => id));
  const criteria = new Set(data.criteria.map(({ id }) => id));
  for (const [mesh, row] of Object.entries(data.cells)) {
    if (!meshes.has(mesh)) {
      const message = 'ce mesh est inconnu. Déclarez-le sous « meshes » ou retirez-le.';
      context.addIssue({ code: 'custom', message, path: ['cells', mesh] });
      continue;
    }
    for (const criterion of Object.keys(row).filter((id) => !criteria.has(id))) {
      const message =
        'ce critère est inconnu. Déclarez-le sous « criteria » ou retirez la cellule.';
      context.addIssue({ code: 'custom', message, path: ['cells', mesh, criterion] });
    }
  }
}
