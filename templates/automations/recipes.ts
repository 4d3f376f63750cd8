import type { AutomationDefinition } from '../../domain/automation/definition/definition.ts';
import dealStageFollowUp from './deal-stage-follow-up.json' with { type: 'json' };
import formReply from './form-reply.json' with { type: 'json' };
import newLeadFirstTouch from './new-lead-first-touch.json' with { type: 'json' };
import welcomeEmail from './welcome-email.json' with { type: 'json' };

/** What a recipe leaves open and the tenant fills in. */
export interface RecipeChoices {
  /** The team among whose members work is shared out. */
  readonly teamId: string;
}

export const recipeNames = ['new-lead-first-touch', 'welcome-email', 'form-reply', 'deal-stage-follow-up'] as const;
export type RecipeName = (typeof recipeNames)[number];

const recipes: Readonly<Record<RecipeName, object>> = {
  'new-lead-first-touch': newLeadFirstTouch,
  'welcome-email': welcomeEmail,
  'form-reply': formReply,
  'deal-stage-follow-up': dealStageFollowUp,
};

/** A starter automation as a definition of the tenant's own. Its schema is checked by the compiler like any other's. */
export function recipe(name: RecipeName, choices: RecipeChoices): AutomationDefinition {
  // JSON has no literal types; a test compiles every recipe.
  return JSON.parse(JSON.stringify(recipes[name]).replaceAll('"$team"', JSON.stringify(choices.teamId))) as AutomationDefinition;
}
