import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { refuseUndescribed } from './event-schema-file.ts';
import { ROOT } from './paths.ts';

let validate: ValidateFunction | undefined;
let documentation: string | undefined;

/** Throws if an event does not match the published schema, or has an undocumented field or warning code. */
export function checkEvent(event: { type: string; [field: string]: unknown }): void {
  // Formats are also patterns in the schema.
  validate ??= new Ajv({ allErrors: true, validateFormats: false }).compile(refuseUndescribed());
  documentation ??= readFileSync(path.join(ROOT, 'docs/events.md'), 'utf8');
  const fits: boolean = validate(event);
  if (!fits) {
    const ofItsType = validate.errors?.filter(({ schemaPath }) => schemaPath.includes(`/${event.type}/`)) ?? [];
    const errors = ofItsType.length > 0 ? ofItsType : validate.errors;
    throw new Error(`an event is not as documented: ${JSON.stringify(event)}: ${JSON.stringify(errors)}`);
  }
  if ('code' in event && !documentation.includes(`\`${event.code}\``)) {
    throw new Error(`docs/events.md does not list the warning ${event.code}`);
  }
}

/** The events of `--output json`, each validated. A last line that was cut off is skipped. */
export function readEvents(stdout: string): { type: string; [field: string]: unknown }[] {
  const lines = stdout.split('\n').slice(0, -1);
  const events = lines.map((line) => JSON.parse(line));
  for (const event of events) checkEvent(event);
  return events;
}
