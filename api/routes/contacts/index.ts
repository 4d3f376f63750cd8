import { archiveContact, restoreContact } from '../../../commands/contacts/archive-contact.ts';
import { createContact } from '../../../commands/contacts/create-contact.ts';
import { linkCompany, unlinkCompany } from '../../../commands/contacts/link-company.ts';
import { confirmChannel, startChannelVerification } from '../../../commands/contacts/verify-channel.ts';
import { limitSight } from '../../../commands/records/sight.ts';
import { runCommand } from '../../../commands/lib/run-command.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import { updateContact } from '../../../commands/contacts/update-contact.ts';
import type { TenantTrx } from '../../../commands/lib/context.ts';
import type { ContactView } from '../../../db/records/find-others.ts';
import { findContact, findContacts } from '../../../db/records/find-others.ts';
import { displayName } from '../../../domain/records/text-rules.ts';
import { contactTimeline } from '../../contracts/activities.ts';
import type { Contact } from '../../contracts/contacts.ts';
import * as contract from '../../contracts/contacts.ts';
import { tagContact, untagContact } from '../../contracts/tags.ts';
import { between, leaf, listOf } from '../../lib/record-list.ts';
import { plainRoute, readRoute, type Route, writeRoute } from '../../lib/route.ts';
import { writeBeside } from '../records/write-beside.ts';
import { contactPolicy } from '../../policies/crm.ts';
import { found, instantFromJson, instantOrNull, presentMeta } from '../records/found.ts';
import { recordTagRoutes } from '../records/record-tags.ts';
import { timelineRoute } from '../records/timeline.ts';

function present(row: ContactView): Contact {
  return {
    ...presentMeta(row),
    mergedIntoId: row.mergedIntoId,
    name: displayName(row),
    firstName: row.firstName,
    lastName: row.lastName,
    email: row.email,
    phone: row.phone,
    jobTitle: row.jobTitle,
    status: row.status,
    lifecycleStage: row.lifecycleStage,
    buyingRole: row.buyingRole,
    isPrivate: row.isPrivate,
    lastTouchedAt: instantOrNull(row.lastTouchedAt),
    companyId: row.companyId,
    company: row.company,
    ownerUserId: row.ownerUserId,
    owner: row.owner,
    channels: row.channels.map((channel) => ({
      ...channel,
      kind: contract.channelKinds.find((kind) => kind === channel.kind) ?? 'other',
      consentAt: instantFromJson(channel.consentAt),
      verifiedAt: instantFromJson(channel.verifiedAt),
    })),
    companies: row.companies.map((one) => ({ ...one })),
    tags: [...row.tags],
    custom: row.custom,
  };
}

const current = async ({ trx, params }: { readonly trx: TenantTrx; readonly params: { readonly id: string } }): Promise<Contact> =>
  present(found(await findContact(trx, params.id), 'contact'));

export const contactRoutes: readonly Route[] = [
  readRoute(contract.listContacts, {
    policy: contactPolicy.read,
    handle: async ({ trx, principal, query }) => {
      const where = [
        leaf('contact.companyId', 'is', query.companyId),
        leaf('contact.tags', 'has_any_tag', query.tag),
        leaf('contact.lifecycleStage', 'is', query.lifecycle),
        ...between('contact.createdAt', query.createdFrom, query.createdTo),
      ];
      const { items, next } = await listOf({ trx, principal }, 'contact', { ...query, where }, findContacts);
      return { items: items.map(present), next };
    },
  }),
  writeRoute(contract.createContact, {
    policy: contactPolicy.write,
    handle: async ({ trx, context, body: { note, tags, ...body } }) => {
      const made = await createContact(trx, context, body);
      await writeBeside(trx, context, { type: 'contact', id: made.id }, { note, tags });
      return current({ trx, params: made });
    },
  }),
  readRoute(contract.readContact, { policy: contactPolicy.read, handle: current }),
  writeRoute(contract.updateContact, {
    policy: contactPolicy.write,
    handle: async ({ trx, context, params, body, version }) => {
      await updateContact(trx, context, { id: params.id, patch: body, expectedVersion: version });
      return current({ trx, params });
    },
    current,
  }),
  writeRoute(contract.startChannelVerification, {
    policy: contactPolicy.write,
    handle: async ({ trx, context, principal, params, body }) => {
      const { userId } = principal;
      await startChannelVerification(trx, context, { contactId: params.id, channelId: params.channelId, userId, by: body.by });
      return undefined;
    },
  }),
  // A wrong code is counted, so what it answers is thrown after the commit.
  plainRoute(contract.confirmChannel, {
    policy: contactPolicy.write,
    limit: 'sign_in',
    handle: async ({ deps, principal, params, body }) => {
      if (principal === null) throw new UserError('unauthenticated', 'Sign in first.');
      const { tenantId, userId, ownersSeen } = principal;
      const input = { contactId: params.id, channelId: params.channelId, userId, code: body.code };
      const frame = { tenantId, actor: { kind: 'user', userId } } as const;
      const problem = await runCommand(deps.db, frame, async (trx, context) => {
        await limitSight(trx, ownersSeen);
        return confirmChannel(trx, context, input);
      });
      if (problem !== null) throw problem;
      return deps.db.readTenantAs(tenantId, ownersSeen, (trx) => current({ trx, params }));
    },
  }),
  writeRoute(contract.archiveContact, {
    policy: contactPolicy.write,
    handle: async ({ trx, context, params }) => {
      await archiveContact(trx, context, params);
      return undefined;
    },
  }),
  writeRoute(contract.restoreContact, {
    policy: contactPolicy.write,
    handle: async ({ trx, context, params }) => {
      await restoreContact(trx, context, params);
      return current({ trx, params });
    },
  }),
  writeRoute(contract.linkContactCompany, {
    policy: contactPolicy.write,
    handle: async ({ trx, context, params, body }) => {
      await linkCompany(trx, context, { contactId: params.id, companyId: params.companyId, relation: body.relation });
      return current({ trx, params });
    },
  }),
  writeRoute(contract.unlinkContactCompany, {
    policy: contactPolicy.write,
    handle: async ({ trx, context, params }) => {
      await unlinkCompany(trx, context, { contactId: params.id, companyId: params.companyId });
      return current({ trx, params });
    },
  }),
  timelineRoute(contactTimeline, 'contact', contactPolicy.read, findContact),
  ...recordTagRoutes('contact', contactPolicy.write, tagContact, untagContact),
];
