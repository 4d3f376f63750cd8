/** The mails that Cadenza itself sends to its users. Values are escaped; `link` is the only thing a reader has to press. */
export interface SystemMail {
  readonly subject: string;
  readonly lines: readonly string[];
  readonly button: string;
  readonly end: string;
}

export const systemMails = {
  invitation: {
    subject: '{{inviter}} invites you to {{workspace}}',
    lines: ['Hello {{name}},', '{{inviter}} invites you to work in {{workspace}} on Cadenza.'],
    button: 'Accept the invitation',
    end: 'The link works once and until {{until}}. If you do not know {{inviter}}, ignore this mail.',
  },
  verify_email: {
    subject: 'Confirm your e-mail address for {{workspace}}',
    lines: ['Hello {{name}},', 'please confirm that this address is yours.'],
    button: 'Confirm the address',
    end: 'The link works once and until {{until}}.',
  },
  reset_password: {
    subject: 'A new password for {{workspace}}',
    lines: ['Hello {{name}},', 'somebody, hopefully you, asked for a new password for your account in {{workspace}}.'],
    button: 'Choose a new password',
    end: 'The link works once and until {{until}}. If it was not you, ignore this mail: your password stays as it is.',
  },
  decision_asked: {
    subject: 'Your decision is wanted: {{question}}',
    lines: ['Hello {{name}},', '{{requester}} asks you to decide: {{question}}.', '{{note}}'],
    button: 'Look at it and decide',
    end: 'The deal {{deal}} in {{workspace}} can be read but not changed until it is decided.',
  },
  password_changed: {
    subject: 'Your password for {{workspace}} was changed',
    lines: ['Hello {{name}},', 'the password of your account in {{workspace}} was changed. All other sessions have ended.'],
    button: 'Look at your account',
    end: 'If it was not you, choose a new password by “Forgot your password?” and tell an administrator.',
  },
  confirm_new_email: {
    subject: 'Confirm your new e-mail address for {{workspace}}',
    lines: ['Hello {{name}},', 'please confirm that {{email}} is to be the address of your account in {{workspace}}.'],
    button: 'Confirm the new address',
    end: 'The link works once and until {{until}}. If you do not know of this, ignore this mail.',
  },
  email_change: {
    subject: 'The e-mail address of your account in {{workspace}} is about to change',
    lines: ['Hello {{name}},', 'somebody, hopefully you, asked to change the address of your account in {{workspace}} to {{email}}.'],
    button: 'It was not me: take it back',
    end: 'If it was you, ignore this mail. The link works until {{until}}, also after the change: it ends all sessions and the password, and sends you a link for a new one.',
  },
  two_factor_changed: {
    subject: 'Sign-in to {{workspace}} changed',
    lines: ['Hello {{name}},', 'two-factor authentication of your account in {{workspace}} was switched {{state}}.'],
    button: 'Look at your account',
    end: 'If it was not you, change your password and tell an administrator.',
  },
} as const satisfies Readonly<Record<string, SystemMail>>;

export type SystemMailName = keyof typeof systemMails;
