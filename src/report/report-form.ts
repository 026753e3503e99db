/** The forms of a report, by the file's extension. */
export type ReportForm = 'json' | 'xml' | 'md' | 'html' | 'env';

/** The form that a file's name asks for; `undefined` where there is none such. */
export function reportForm(file: string): ReportForm | undefined {
  return /[^/\\]\.(json|xml|md|html|env)$/i.exec(file)?.[1]?.toLowerCase() as ReportForm | undefined;
}
