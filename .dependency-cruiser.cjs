// The import table of docs/ARCHITECTURE.md, as rules. A folder may reach at runtime what `runtime` lists, and in
// `import type` also what `types` lists. `packages` are npm packages and Node's own modules; where it is absent any
// package is allowed but those of `neverPackages`.
const TABLE = [
  // zod describes what an admin draws; nothing else in the domain needs a package.
  { from: '^domain/automation/(definition|nodes)/', runtime: ['domain'], types: [], packages: ['zod'] },
  { from: '^domain/', except: '^domain/automation/(definition|nodes)/', runtime: ['domain'], types: [], packages: [] },
  {
    from: '^commands/',
    // A template is checked when it is saved, by the very code that will render it.
    runtime: ['domain', 'commands', 'db', 'templates/render'],
    types: ['config'],
    neverPackages: ['@temporalio/', 'koa', '@koa/'],
  },
  {
    from: '^workflows/',
    runtime: ['workflows'],
    types: ['activities', 'domain'],
    packages: ['@temporalio/workflow', '@temporalio/common'],
  },
  {
    from: '^activities/',
    runtime: ['domain', 'commands', 'activities', 'db', 'templates/render', 'workflows/contracts'],
    types: ['config'],
    neverPackages: ['koa', '@koa/', '@temporalio/worker', '@temporalio/workflow'],
  },
  // The demo data is made by the commands a person's clicks would run, so that it cannot be what a person could not make.
  {
    from: '^db/seeds/',
    runtime: ['domain', 'commands', 'db', 'templates', 'config'],
    types: [],
    neverPackages: ['@temporalio/', 'koa', '@koa/'],
  },
  { from: '^db/', except: '^db/seeds/', runtime: ['domain', 'db'], types: ['config'], packages: ['objection', 'knex', 'pg', 'node:'] },
  {
    from: '^api/',
    runtime: ['domain', 'commands', 'db', 'config', 'api', 'templates/render', 'templates/automations', 'workflows/contracts'],
    types: ['workflows'],
    neverPackages: ['@temporalio/worker', '@temporalio/workflow', '@temporalio/activity', '@temporalio/testing'],
  },
  {
    from: '^workers/',
    runtime: ['domain', 'commands', 'activities', 'db', 'templates', 'config', 'workers', 'workflows/contracts'],
    types: ['workflows'],
    neverPackages: ['koa', '@koa/', '@temporalio/workflow', '@temporalio/testing'],
  },
  {
    from: '^builder-ui/',
    runtime: ['domain', 'api/contracts', 'builder-ui'],
    types: [],
    neverPackages: ['koa', '@koa/', 'pg', 'knex', 'objection', '@temporalio/', 'pino'],
  },
  { from: '^config/', runtime: ['config'], types: [], neverPackages: ['@temporalio/', 'koa', '@koa/', 'pg', 'knex', 'objection'] },
  {
    from: '^templates/',
    runtime: ['domain', 'templates'],
    types: [],
    neverPackages: ['@temporalio/', 'koa', '@koa/', 'pg', 'knex', 'objection'],
  },
];

const TESTS = '\\.test\\.tsx?$|^builder-ui/src/test/|^builder-ui/vite\\.config\\.ts$';
const FOLDERS = '^(activities|api|builder-ui|commands|config|db|domain|scripts|templates|test|workers|workflows)/';

const folder = (name) => `^${name}/`;
// A package is resolved to its files below node_modules.
const inPackage = (name) => `(^|/)node_modules/(@types/)?${name}${name.endsWith('/') ? '' : '/'}`;

/** Rules for one row of the table. */
function rulesOf({ from, except, runtime, types, packages, neverPackages }) {
  const name = from
    .replace(/[^a-z]+/g, ' ')
    .trim()
    .replaceAll(' ', '-');
  const scope = { path: from, pathNot: except === undefined ? TESTS : `${TESTS}|${except}` };
  const rules = [
    {
      name: `${name}-runtime`,
      comment: `${from} may reach ${runtime.join(', ')} at runtime`,
      severity: 'error',
      from: scope,
      to: { path: FOLDERS, pathNot: runtime.map(folder), dependencyTypesNot: ['type-only'] },
    },
    {
      name: `${name}-types`,
      comment: `${from} may take types from ${[...runtime, ...types].join(', ')}`,
      severity: 'error',
      from: scope,
      to: { path: FOLDERS, pathNot: [...runtime, ...types].map(folder), dependencyTypes: ['type-only'] },
    },
  ];
  const comment = 'a package this folder has nothing to do with';
  if (packages === undefined) {
    rules.push({ name: `${name}-packages`, comment, severity: 'error', from: scope, to: { path: neverPackages.map(inPackage) } });
    return rules;
  }
  // Types cost nothing at runtime, but a framework's types in pure code are where its ways come in.
  const allowed = packages.filter((candidate) => candidate !== 'node:').map(inPackage);
  const to = { path: '(^|/)node_modules/', ...(allowed.length > 0 ? { pathNot: allowed } : {}) };
  rules.push({ name: `${name}-packages`, comment, severity: 'error', from: scope, to });
  if (!packages.includes('node:')) {
    rules.push({ name: `${name}-node`, comment: 'Node itself', severity: 'error', from: scope, to: { dependencyTypes: ['core'] } });
  }
  return rules;
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...TABLE.flatMap(rulesOf),
    {
      name: 'providers-only',
      comment: 'a company’s SDK stays behind its provider',
      severity: 'error',
      from: { path: '^(activities|commands|workers|api|db|domain)/', pathNot: `/providers/|${TESTS}` },
      to: { path: ['twilio', 'nodemailer'].map(inPackage) },
    },
    {
      name: 'resolvable',
      comment: 'an import that leads nowhere',
      severity: 'error',
      from: { path: FOLDERS },
      to: { couldNotResolve: true },
    },
    {
      name: 'no-circles',
      comment: 'files that need each other at runtime are one file, or lack a third',
      severity: 'error',
      from: { path: FOLDERS },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|test-results|\\.cadenza|docs)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.json', '.d.ts'],
    },
    skipAnalysisNotInRules: true,
  },
};
