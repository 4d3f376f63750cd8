import type { LeadView } from '../../../db/records/find-leads.ts';
import { displayName } from '../../../domain/records/text-rules.ts';
import type { Lead } from '../../contracts/leads.ts';
import { instantOrNull, presentMeta } from '../records/found.ts';

export function presentLead(row: LeadView): Lead {
  return {
    ...presentMeta(row),
    mergedIntoId: row.mergedIntoId,
    name: displayName(row),
    firstName: row.firstName,
    lastName: row.lastName,
    email: row.email,
    phone: row.phone,
    companyName: row.companyName,
    jobTitle: row.jobTitle,
    website: row.website,
    country: row.country,
    city: row.city,
    source: row.source,
    sourceDetail: row.sourceDetail,
    status: row.status,
    statusReason: row.statusReason,
    followUpAt: instantOrNull(row.followUpAt),
    qualificationNotes: row.qualificationNotes,
    evidenceCoverage: row.evidenceCoverage,
    convertedAt: instantOrNull(row.convertedAt),
    score: row.score,
    ownerUserId: row.ownerUserId,
    owner: row.owner,
    routingReason: row.routingReason,
    assignedAt: instantOrNull(row.assignedAt),
    firstTouchedAt: instantOrNull(row.firstTouchedAt),
    lastTouchedAt: instantOrNull(row.lastTouchedAt),
    duplicate:
      row.duplicateOf === null
        ? null
        : { leadId: row.duplicateOf, score: row.duplicateScore ?? 0, reason: row.duplicateScore === 100 ? 'email' : 'phone' },
    tags: [...row.tags],
    custom: { ...row.custom },
  };
}
