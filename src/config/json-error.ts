import { type ParseError, parse, printParseErrorCode } from 'jsonc-parser';

/**
 * Describes the first JSON syntax error in a text, and where it is. Quotes nothing, because the text may contain a
 * secret.
 */
export function describeJsonError(text: string): string {
  const errors: ParseError[] = [];
  parse(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
  const [first] = errors;
  if (text.trim() === '') return 'it is empty';
  if (first === undefined) return 'its syntax is wrong';
  const before = text.slice(0, first.offset).split('\n');
  return `${WORDS[printParseErrorCode(first.error)] ?? 'its syntax is wrong'} at line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`;
}

const WORDS: Readonly<Record<string, string>> = {
  InvalidSymbol: 'text without quotes',
  InvalidNumberFormat: 'a number that is none',
  PropertyNameExpected: 'a name in quotes is missing (a comma too many before?)',
  ValueExpected: 'a value is missing (a comma too many before?)',
  ColonExpected: 'a colon is missing',
  CommaExpected: 'a comma is missing',
  CloseBraceExpected: 'a closing brace is missing',
  CloseBracketExpected: 'a closing bracket is missing',
  EndOfFileExpected: 'text after the end',
  InvalidCommentToken: 'a comment, which JSON does not have,',
  UnexpectedEndOfComment: 'a comment, which JSON does not have,',
  UnexpectedEndOfString: 'a quote is not closed',
  UnexpectedEndOfNumber: 'a number that is none',
  InvalidUnicode: 'an escape that is none',
  InvalidEscapeCharacter: 'an escape that is none',
  InvalidCharacter: 'a control character in text',
};
