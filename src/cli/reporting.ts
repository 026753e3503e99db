import type { Command, RunOptions } from '../api.ts';
import type { MigrationEvent, ResultEvent, WarningEvent } from '../core/events/events.ts';
import { warn } from '../core/events/warnings.ts';
import type { Finding } from '../core/findings/findings.ts';
import { createRedactor } from '../core/masking/redact.ts';
import type { Resolved } from '../core/settings/source.ts';
import { createCollector } from '../report/collect.ts';
import { systemClock, systemRandom } from '../system.ts';
import type { Io } from './io.ts';
import { findPlaces, writeReports } from './reports.ts';
import { VERSION } from './version.ts';

/** The reports of one command. */
export interface Reporting {
  /** Problems that prevent writing the reports. */
  findings: Finding[];
  /** Takes an event. */
  take(event: Exclude<MigrationEvent, ResultEvent>): void;
  /** Takes the last event: writes the reports, and returns a warning for each that could not be written. */
  finish(event: ResultEvent): Promise<WarningEvent[]>;
}

/**
 * Checks the report files before anything is launched. Under GitHub Actions, some commands also write to the job
 * summary.
 */
export async function prepareReporting(
  { name, hasJobSummary }: Command,
  { settings, origins }: Resolved,
  { build = {}, ...files }: RunOptions,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Promise<Reporting> {
  const startedAt = new Date(systemClock.now()).toISOString();
  const tool = { name: 'ecs-migrate', version: VERSION } as const;
  const collector = createCollector({ tool, command: name, startedAt, build });
  // stdout gets the container's lines unchanged. Reports are published, so known secrets are masked in them.
  const redactor = createRedactor(settings, files);
  const summary = hasJobSummary ? env['GITHUB_STEP_SUMMARY'] || undefined : undefined;
  const asked = { files: settings.report ?? [], origin: origins.report ?? '--report' };
  const places = await findPlaces(asked, summary, { cwd, random: systemRandom });
  return {
    findings: places.findings,
    take(event) {
      collector.add(event);
      if (event.type === 'launched') redactor.event(event);
    },
    async finish(event) {
      collector.add(event);
      const failed = await writeReports(places, () => collector.report(event, redactor.text), systemRandom);
      return failed.map((problem) => ({ ...warn('report-unwritten', { problem }), at: event.at }));
    },
  };
}
