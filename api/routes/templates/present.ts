import type { TemplateRow, TemplateVersionRow } from '../../../db/queries/find-templates.ts';
import type { Template, TemplateVersion } from '../../contracts/templates.ts';

export function presentTemplate(row: TemplateRow): Template {
  return {
    id: row.id,
    version: row.version,
    name: row.name,
    channel: row.channel,
    description: row.description,
    category: row.category,
    status: row.status,
    number: row.number,
    approvedNumber: row.approvedNumber,
    subject: row.subject ?? '',
    body: row.body,
    language: row.language,
    variables: [...row.variables],
    archivedAt: row.archivedAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

export function presentTemplateVersion(row: TemplateVersionRow): TemplateVersion {
  return {
    id: row.id,
    number: row.number,
    status: row.status,
    subject: row.subject ?? '',
    body: row.body,
    language: row.language,
    variables: [...row.variables],
    createdByUserId: row.createdByUserId,
    createdAt: row.createdAt.toISOString(),
  };
}
