/** What templates leave open: of shells, envsubst, Go, Jinja, CodeDeploy, Azure, Windows, Ruby and people. */
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

/** The first placeholder in a text that nobody has filled in, as it stands there. */
export function openPlaceholder(text: string): string | undefined {
  const found = FORMS.flatMap((form) => {
    const match = form.exec(text);
    return match ? [{ at: match.index, text: match[0] }] : [];
  });
  // Of two that begin together the longer one: `${{ x }}` holds `{{ x }}`.
  return found.toSorted((a, b) => a.at - b.at || b.text.length - a.text.length)[0]?.text;
}

/** Whether a text has the form of a region's name, such as `eu-west-1`. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text);
}
