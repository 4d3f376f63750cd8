import { addTags } from '../../../commands/tags/add-tag.ts';
import { removeTag } from '../../../commands/tags/remove-tag.ts';
import { tagsOfRecord } from '../../../db/records/find-tags.ts';
import { UserError } from '../../../domain/errors/errors.ts';
import type { SubjectType } from '../../../domain/records/record-types.ts';
import type { tagLead, untagLead } from '../../contracts/tags.ts';
import { type Route, writeRoute } from '../../lib/route.ts';
import type { Policy } from '../../policies/policy.ts';

/** Tagging and untagging, alike for every kind of record. */
export function recordTagRoutes(type: SubjectType, policy: Policy, tag: typeof tagLead, untag: typeof untagLead): readonly Route[] {
  return [
    writeRoute(tag, {
      policy,
      handle: async ({ trx, context, params, body }) => {
        if (!body.tagId && !body.name) {
          const detail = 'Name the tag, or give its id.';
          throw new UserError('validation_failed', detail, [{ pointer: '/name', code: 'required', detail }]);
        }
        await addTags(trx, context, {
          record: { type, id: params.id },
          ...(body.tagId ? { tagIds: [body.tagId] } : { names: [body.name ?? ''] }),
        });
        return { tags: await tagsOfRecord(trx, params.id) };
      },
    }),
    writeRoute(untag, {
      policy,
      handle: async ({ trx, context, params }) => {
        await removeTag(trx, context, { record: { type, id: params.id }, tagId: params.tagId });
        return { tags: await tagsOfRecord(trx, params.id) };
      },
    }),
  ];
}
