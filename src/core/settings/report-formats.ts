/** The formats of a report: the file extension, and a description if the extension does not explain it. */
export const REPORT_FORMATS = {
  json: '',
  xml: 'JUnit',
  md: '',
  html: '',
  env: 'variables',
} as const;

export type ReportFormat = keyof typeof REPORT_FORMATS;

/** The format for a file name. `undefined` if no format has this extension. */
export function reportFormat(file: string): ReportFormat | undefined {
  const extension = /[^/\\]\.([a-z]+)$/i.exec(file)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(REPORT_FORMATS, extension) ? (extension as ReportFormat) : undefined;
}

/** `.json, .xml (JUnit), … or .env (variables)`. */
export function formatsInWords(): string {
  const shown = Object.entries(REPORT_FORMATS).map(([extension, is]) => `.${extension}${is && ` (${is})`}`);
  return `${shown.slice(0, -1).join(', ')} or ${shown.at(-1)}`;
}
