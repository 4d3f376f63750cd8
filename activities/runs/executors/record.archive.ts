import { archiveCompany } from '../../../commands/companies/archive-company.ts';
import { archiveContact } from '../../../commands/contacts/archive-contact.ts';
import { archiveDeal } from '../../../commands/deals/archive-deal.ts';
import { archiveLead } from '../../../commands/leads/archive-lead.ts';
import type { CommandContext, TenantTrx } from '../../../commands/lib/context.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import type { Executor } from './executor.ts';
import { noTarget, refOf } from './targets.ts';

type Archive = (trx: TenantTrx, context: CommandContext, input: { readonly id: string }) => Promise<unknown>;

const archives: Readonly<Record<SubjectType, Archive>> = {
  lead: archiveLead,
  contact: archiveContact,
  company: archiveCompany,
  deal: archiveDeal,
};

export const executeArchive: Executor<'record.archive'> = async (config, env) => {
  const ref = refOf(config.about, env);
  if (ref === null) return { kind: 'fail', reason: noTarget };
  await archives[ref.type](env.trx, env.context, { id: ref.id });
  const inputs = { record: { ...ref } };
  if (ref.id === env.subject.id) {
    return { kind: 'done', outcome: 'exit', inputs, output: {}, end: { status: 'succeeded', reason: 'The record was archived.' } };
  }
  env.relatedChanged();
  return { kind: 'done', outcome: 'next', inputs, output: { changed: true } };
};
