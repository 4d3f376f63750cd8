import * as createRoles from './20261121100000_create_roles.ts';
import * as createIdentity from './20261121100100_create_identity.ts';
import * as createLookupFunctions from './20261121100150_create_lookup_functions.ts';
import * as createCrmRecords from './20261121100200_create_crm_records.ts';
import * as createWork from './20261121100300_create_work.ts';
import * as createEvents from './20261121100400_create_events.ts';
import * as createContent from './20261121100500_create_content.ts';
import * as createBookkeeping from './20261121100600_create_bookkeeping.ts';
import * as createAutomations from './20261121101000_create_automations.ts';
import * as createRuns from './20261121101100_create_runs.ts';
import * as createDispatches from './20261121101200_create_dispatches.ts';
import * as allowMessageRetention from './20261122000000_allow_message_retention.ts';
import * as addRecordVisibility from './20261122100000_add_record_visibility.ts';
import * as extendRecords from './20261122110000_extend_records.ts';
import * as createLeadQualification from './20261122120000_create_lead_qualification.ts';
import * as grantLeadPermissions from './20261122120100_grant_lead_permissions.ts';
import * as openRelatedToSearch from './20261122130000_open_related_to_search.ts';
import * as createLists from './20261122130100_create_lists.ts';
import * as extendCustomFields from './20261122140000_extend_custom_fields.ts';
import * as extendImports from './20261122140100_extend_imports.ts';
import * as createForms from './20261122150000_create_forms.ts';
import * as grantIntakePermissions from './20261122150050_grant_intake_permissions.ts';

/** In the order in which they are applied: the names sort that way. A released migration is never edited. */
export const migrations = [
  { name: '20261121100000_create_roles', up: createRoles.up },
  { name: '20261121100100_create_identity', up: createIdentity.up },
  { name: '20261121100150_create_lookup_functions', up: createLookupFunctions.up },
  { name: '20261121100200_create_crm_records', up: createCrmRecords.up },
  { name: '20261121100300_create_work', up: createWork.up },
  { name: '20261121100400_create_events', up: createEvents.up },
  { name: '20261121100500_create_content', up: createContent.up },
  { name: '20261121100600_create_bookkeeping', up: createBookkeeping.up },
  { name: '20261121101000_create_automations', up: createAutomations.up },
  { name: '20261121101100_create_runs', up: createRuns.up },
  { name: '20261121101200_create_dispatches', up: createDispatches.up },
  { name: '20261122000000_allow_message_retention', up: allowMessageRetention.up },
  { name: '20261122100000_add_record_visibility', up: addRecordVisibility.up },
  { name: '20261122110000_extend_records', up: extendRecords.up },
  { name: '20261122120000_create_lead_qualification', up: createLeadQualification.up },
  { name: '20261122120100_grant_lead_permissions', up: grantLeadPermissions.up },
  { name: '20261122130000_open_related_to_search', up: openRelatedToSearch.up },
  { name: '20261122130100_create_lists', up: createLists.up },
  { name: '20261122140000_extend_custom_fields', up: extendCustomFields.up },
  { name: '20261122140100_extend_imports', up: extendImports.up },
  { name: '20261122150000_create_forms', up: createForms.up },
  { name: '20261122150050_grant_intake_permissions', up: grantIntakePermissions.up },
] as const;
