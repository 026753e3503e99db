/**
 * The forms of placeholders in templates: of shells, envsubst, Go, Jinja, CodeDeploy, Azure, Windows, Ruby and people.
 */
const FORMS: readonly RegExp[] = [
  /\$?\{\{[^{}]*\}\}/,
  /[$#]\{[^{}]*\}/,
  /\$\([^()]*\)/,
  /\$[A-Za-z_]\w*/,
  /<[^<>]+>/,
  /\{[A-Za-z_][\w.-]*\}/,
  /%[A-Za-z_]\w*%/,
  /\[[A-Z][A-Z0-9_ -]*\]/,
  /@[A-Z][A-Z0-9_]*@/,
  /__[A-Z][A-Z0-9_]*__/,
];

/** The first placeholder in a text that nobody has filled in, as it is written. */
export function openPlaceholder(text: string): string | undefined {
  const found = FORMS.flatMap((form) => {
    const match = form.exec(text);
    return match ? [{ at: match.index, text: match[0] }] : [];
  });
  // If two placeholders begin at the same place, the longer one counts: `${{ x }}` contains `{{ x }}`.
  return found.toSorted((a, b) => a.at - b.at || b.text.length - a.text.length)[0]?.text;
}

/** Whether a text has the form of a region name, such as `eu-west-1`. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text);
}
