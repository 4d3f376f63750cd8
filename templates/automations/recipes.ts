import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import bouncedAddress from './bounced-address.json' with { type: 'json' };
import dealLostWinBack from './deal-lost-win-back.json' with { type: 'json' };
import dealStageFollowUp from './deal-stage-follow-up.json' with { type: 'json' };
import dealWonHandover from './deal-won-handover.json' with { type: 'json' };
import duplicateReview from './duplicate-review.json' with { type: 'json' };
import expectedCloseReminder from './expected-close-reminder.json' with { type: 'json' };
import followUpDate from './follow-up-date.json' with { type: 'json' };
import formReply from './form-reply.json' with { type: 'json' };
import hotLeadAlert from './hot-lead-alert.json' with { type: 'json' };
import newLeadFirstTouch from './new-lead-first-touch.json' with { type: 'json' };
import renewalReminder from './renewal-reminder.json' with { type: 'json' };
import sleepingDeal from './sleeping-deal.json' with { type: 'json' };
import subscriberWelcome from './subscriber-welcome.json' with { type: 'json' };
import welcomeEmail from './welcome-email.json' with { type: 'json' };

/** What a recipe leaves open and the tenant fills in. */
export interface RecipeChoices {
  /** The team among whose members work is shared out. */
  readonly teamId: string;
}

/** In the order in which they are offered: leads, contacts, deals. */
export const recipeNames = [
  'new-lead-first-touch',
  'hot-lead-alert',
  'follow-up-date',
  'welcome-email',
  'form-reply',
  'duplicate-review',
  'bounced-address',
  'subscriber-welcome',
  'deal-stage-follow-up',
  'sleeping-deal',
  'expected-close-reminder',
  'renewal-reminder',
  'deal-won-handover',
  'deal-lost-win-back',
] as const;
export type RecipeName = (typeof recipeNames)[number];

const recipes: Readonly<Record<RecipeName, object>> = {
  'new-lead-first-touch': newLeadFirstTouch,
  'hot-lead-alert': hotLeadAlert,
  'follow-up-date': followUpDate,
  'welcome-email': welcomeEmail,
  'form-reply': formReply,
  'duplicate-review': duplicateReview,
  'bounced-address': bouncedAddress,
  'subscriber-welcome': subscriberWelcome,
  'deal-stage-follow-up': dealStageFollowUp,
  'sleeping-deal': sleepingDeal,
  'expected-close-reminder': expectedCloseReminder,
  'renewal-reminder': renewalReminder,
  'deal-won-handover': dealWonHandover,
  'deal-lost-win-back': dealLostWinBack,
};

/** A starter automation as a definition of the tenant's own. Its schema is checked by the compiler like any other's. */
export function recipe(name: RecipeName, choices: RecipeChoices): AutomationDefinition {
  // JSON has no literal types; a test compiles every recipe.
  return JSON.parse(JSON.stringify(recipes[name]).replaceAll('"$team"', JSON.stringify(choices.teamId))) as AutomationDefinition;
}
