/** Sentences for people are not what the mutants are about: no decision depends on one. */
const FUNCTIONS = ['nameRival', 'describePlacements'];
const NAMES = ['text', 'message'];

export const strykerPlugins = [{ kind: 'Ignore', name: 'wording', value: { shouldIgnore } }];

function shouldIgnore({ node, parent, listKey, key }) {
  // A warning's code is a fact; what follows it is for its words.
  const isSentence =
    (parent?.callee?.name === 'warn' && listKey === 'arguments' && key === 1) ||
    (node.type === 'NewExpression' && node.callee.name === 'Error') ||
    (node.type === 'FunctionDeclaration' && FUNCTIONS.includes(node.id.name)) ||
    (node.type === 'ObjectProperty' && NAMES.includes(node.key.name)) ||
    (node.type === 'VariableDeclarator' && NAMES.includes(node.id.name));
  return isSentence ? 'wording' : undefined;
}
