import ts from 'typescript';

/** What pure code and replayed code may not touch, and why. */
const GLOBALS: Readonly<Record<string, string>> = {
  process: 'there is no process in the workflow sandbox, and the domain knows no environment',
  Buffer: 'it does not exist in the workflow sandbox',
  structuredClone: 'it does not exist in the workflow sandbox',
  crypto: 'randomness is given, not taken',
  fetch: 'nothing outside is reached from here',
  queueMicrotask: 'it does not exist in the workflow sandbox',
  performance: 'it is a clock',
};

/** Replayed by the sandbox, but side effects or clocks all the same where code is to be pure. */
const DOMAIN_GLOBALS: Readonly<Record<string, string>> = {
  setTimeout: 'the domain does not wait',
  setInterval: 'the domain does not wait',
  setImmediate: 'the domain does not wait',
};

const CALLS: Readonly<Record<string, string>> = {
  'Date.now': 'instants are given, not taken',
  'Math.random': 'randomness is given, not taken',
};

export interface Breach {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly why: string;
}

function isDeclaredName(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.name === node;
  if (ts.isQualifiedName(parent)) return true;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isMethodSignature(parent) || ts.isMethodDeclaration(parent))
    return parent.name === node;
  if (ts.isVariableDeclaration(parent) || ts.isParameter(parent) || ts.isFunctionDeclaration(parent) || ts.isBindingElement(parent))
    return parent.name === node;
  return ts.isImportSpecifier(parent) || ts.isTypeNode(parent) || ts.isNamedTupleMember(parent) || ts.isShorthandPropertyAssignment(parent);
}

/** Looks through one file for clocks, randomness and what the sandbox lacks. */
export function breachesIn(file: string, text: string, place: 'domain' | 'workflows'): Breach[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const globals = place === 'domain' ? { ...GLOBALS, ...DOMAIN_GLOBALS } : GLOBALS;
  const declared = new Set<string>();
  const found: Breach[] = [];
  const note = (node: ts.Node, why: string) => {
    found.push({ file, line: source.getLineAndCharacterOfPosition(node.getStart()).line + 1, text: node.getText(), why });
  };
  const visit = (node: ts.Node): void => {
    if (
      (ts.isParameter(node) || ts.isVariableDeclaration(node) || ts.isBindingElement(node) || ts.isImportSpecifier(node)) &&
      ts.isIdentifier(node.name)
    ) {
      declared.add(node.name.text);
    }
    if (ts.isPropertyAccessExpression(node)) {
      const why = CALLS[node.getText()];
      // In a workflow both are replayed by the SDK.
      if (why !== undefined && place === 'domain') note(node, why);
    }
    if (place === 'domain' && ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0) {
      note(node, 'instants are given, not taken');
    }
    if (ts.isIdentifier(node) && Object.hasOwn(globals, node.text) && !declared.has(node.text) && !isDeclaredName(node)) {
      note(node, globals[node.text] ?? '');
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
