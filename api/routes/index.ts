import type { Route } from '../lib/route.ts';
import { activityRoutes } from './activities/index.ts';
import { automationRoutes } from './automations/index.ts';
import { apiKeyRoutes } from './api-keys/index.ts';
import { auditRoutes } from './audit/index.ts';
import { entitlementRoutes } from './entitlements/index.ts';
import { erasureRoutes } from './erasure/index.ts';
import { invitationRoutes } from './invitations/index.ts';
import { leavingRoutes } from './users/leaving.ts';
import { fileRoutes } from './files/index.ts';
import { recordFileRoutes } from './files/record-files.ts';
import { absenceRoutes } from './calendars/absences.ts';
import { hoursRoutes } from './calendars/hours.ts';
import { calendarRoutes } from './calendars/index.ts';
import { companyRoutes } from './companies/index.ts';
import { contactRoutes } from './contacts/index.ts';
import { duplicateRoutes } from './duplicates/index.ts';
import { credentialRoutes } from './credentials/index.ts';
import { customFieldRoutes } from './custom-fields/index.ts';
import { decisionRoutes } from './decisions/index.ts';
import { dealRoutes } from './deals/index.ts';
import { formRoutes } from './forms/index.ts';
import { formDesignRoutes } from './forms/design.ts';
import { inboundWebhookRoutes } from './inbound-webhooks/index.ts';
import { noteRoutes } from './notes/index.ts';
import { phoneRoutes } from './phones/index.ts';
import { pipelineRoutes } from './pipelines/index.ts';
import { tagRoutes } from './tags/index.ts';
import { homeRoutes } from './home/index.ts';
import { exportRoutes } from './exports/index.ts';
import { importRoutes } from './imports/index.ts';
import { bulkRoutes } from './bulk/index.ts';
import { leadRoutes } from './leads/index.ts';
import { conversionRoutes } from './leads/conversion.ts';
import { qualificationRoutes } from './leads/qualification.ts';
import { scoringRoutes } from './leads/scoring.ts';
import { listRoutes } from './lists/index.ts';
import { segmentRoutes } from './lists/segments.ts';
import { liveRoutes } from './live/index.ts';
import { metaRoutes } from './meta/index.ts';
import { notificationRoutes } from './notifications/index.ts';
import { exclusivityRoutes } from './exclusivity/index.ts';
import { explainRoutes } from './explain/index.ts';
import { livenessRoutes } from './operations/liveness.ts';
import { operationRoutes } from './operations/index.ts';
import { outboxRoutes } from './outbox/index.ts';
import { identityRoutes } from './identity/index.ts';
import { roleRoutes } from './roles/index.ts';
import { searchRoutes } from './search/index.ts';
import { runRoutes } from './runs/index.ts';
import { teamRoutes } from './teams/index.ts';
import { taskRoutes } from './tasks/index.ts';
import { templateRoutes } from './templates/index.ts';
import { webhookRoutes } from './webhooks/index.ts';
import { userRoutes } from './users/index.ts';

/** Every route there is. The router, the OpenAPI document and the tests of rights all walk this list. */
export const routes: readonly Route[] = [
  ...automationRoutes,
  ...runRoutes,
  ...operationRoutes,
  ...exclusivityRoutes,
  ...explainRoutes,
  ...livenessRoutes,
  ...leadRoutes,
  ...qualificationRoutes,
  ...scoringRoutes,
  ...conversionRoutes,
  ...duplicateRoutes,
  ...taskRoutes,
  ...activityRoutes,
  ...calendarRoutes,
  ...hoursRoutes,
  ...absenceRoutes,
  ...companyRoutes,
  ...contactRoutes,
  ...customFieldRoutes,
  ...dealRoutes,
  ...decisionRoutes,
  ...formRoutes,
  ...formDesignRoutes,
  ...inboundWebhookRoutes,
  ...credentialRoutes,
  ...webhookRoutes,
  ...noteRoutes,
  ...phoneRoutes,
  ...pipelineRoutes,
  ...tagRoutes,
  ...homeRoutes,
  ...importRoutes,
  ...exportRoutes,
  ...bulkRoutes,
  ...listRoutes,
  ...segmentRoutes,
  ...searchRoutes,
  ...metaRoutes(() => routes),
  ...identityRoutes,
  ...userRoutes,
  ...teamRoutes,
  ...roleRoutes,
  ...templateRoutes,
  ...notificationRoutes,
  ...erasureRoutes,
  ...entitlementRoutes,
  ...fileRoutes,
  ...recordFileRoutes,
  ...auditRoutes,
  ...apiKeyRoutes,
  ...invitationRoutes,
  ...leavingRoutes,
  ...outboxRoutes,
  ...liveRoutes,
];
