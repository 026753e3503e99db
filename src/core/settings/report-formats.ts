/** The formats of a report: the extension of the file, and what it is if the extension does not say it. */
export const REPORT_FORMATS = {
  json: '',
  xml: 'JUnit',
  md: '',
  html: '',
  env: 'variables',
} as const;

export type ReportFormat = keyof typeof REPORT_FORMATS;

/** The format that a file's name asks for; `undefined` where there is none such. */
export function reportFormat(file: string): ReportFormat | undefined {
  const extension = /[^/\\]\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(REPORT_FORMATS, extension) ? (extension as ReportFormat) : undefined;
}

/** `.json, .xml (JUnit), … or .env (variables)`. */
export function formatsInWords(): string {
  const shown = Object.entries(REPORT_FORMATS).map(([extension, is]) => `.${extension}${is && ` (${is})`}`);
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
