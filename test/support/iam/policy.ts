/** A policy document of IAM, as far as ours use its language. */
export interface Policy {
  Version: string;
  Statement: Statement[];
}

export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource?: string[];
  Principal?: string | Record<string, string>;
  /** Operator, key, value or values. */
  Condition?: Record<string, Record<string, string | string[]>>;
}

/** What IAM is asked for one call: it may be asked several things. */
export interface Asked {
  action: string;
  resource: string;
  /** Condition keys that the request has; others are absent. */
  context: Readonly<Record<string, string>>;
}

export const listOf = (value: string | string[] | undefined): string[] => [value ?? []].flat();

/** `*` is any text, `?` any character. */
export function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}

/** The statements that allow it. */
export function allowing(policy: Policy, asked: Asked): Statement[] {
  return policy.Statement.filter(
    (it) =>
      it.Effect === 'Allow' &&
      listOf(it.Action).includes(asked.action) &&
      listOf(it.Resource).some((resource) => matches(resource, asked.resource)) &&
      Object.entries(it.Condition ?? {}).every(([operator, keys]) =>
        Object.entries(keys).every(([key, values]) => holds(operator, asked.context[key], listOf(values))),
      ),
  );
}

function holds(operator: string, value: string | undefined, values: readonly string[]): boolean {
  const bare = operator.replace(/IfExists$/, '');
  if (value === undefined) return bare !== operator;
  if (bare === 'StringEquals') return values.includes(value);
  if (['StringLike', 'ArnLike', 'ArnEquals'].includes(bare)) return values.some((it) => matches(it, value));
  throw new Error(`the evaluation does not know the operator ${operator}`);
}
