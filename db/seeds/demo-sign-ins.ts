/** Password of every user of the demo tenant. */
export const DEMO_PASSWORD = 'demo-cadenza-2026';

/** Who may sign in to the demo tenant; two more reps of the seeds share the password. */
export const DEMO_SIGN_INS = [
  { email: 'admin@demo.test', who: 'draws and publishes automations' },
  { email: 'manager@demo.test', who: 'leads the sales team' },
  { email: 'rep@demo.test', who: 'works leads and tasks' },
] as const;
