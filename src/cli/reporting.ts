import path from 'node:path';
import type { Command, RunOptions } from '../api.ts';
import type { MigrationEvent, ResultEvent, WarningEvent } from '../core/events/events.ts';
import { warn } from '../core/events/warnings.ts';
import type { Finding } from '../core/findings/findings.ts';
import type { SecretFiles } from '../core/masking/known-secrets.ts';
import { createRedactor, type Redactor } from '../core/masking/redact.ts';
import type { Settings } from '../core/settings/settings-table.ts';
import type { Resolved } from '../core/settings/source.ts';
import { type Collector, createCollector, type ReportFacts } from '../report/collect.ts';
import type { Report } from '../report/report.ts';
import { systemClock, systemRandom } from '../system.ts';
import type { Io } from './io.ts';
import type { LogFiles } from './log-files.ts';
import { findPlaces, writeReports } from './reports.ts';
import { VERSION } from './version.ts';

/** The reports of one command. */
export interface Reporting {
  /** Problems that prevent writing the reports. */
  findings: Finding[];
  /** Takes an event. Returns a promise if the next one should wait. */
  take(event: Exclude<MigrationEvent, ResultEvent>): void | Promise<void>;
  /** Takes the last event: writes the reports, and returns a warning for each file that could not be written. */
  finish(event: ResultEvent): Promise<WarningEvent[]>;
}

/** The secrets of a target: its own settings and files may have some. */
export type SecretsOfTarget = (target: string) => { settings: Settings; files: SecretFiles } | undefined;

/**
 * Checks the report files before anything is launched. Under GitHub Actions, some commands also write to the job
 * summary. `many`: there are many targets; `secretsOf` is for them.
 */
export async function prepareReporting(
  { name, hasJobSummary }: Command,
  { settings, origins }: Resolved,
  {
    build = {},
    secretsOf = () => undefined,
    many,
    ...files
  }: RunOptions & { secretsOf?: SecretsOfTarget; many: boolean },
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Promise<Reporting> {
  const startedAt = new Date(systemClock.now()).toISOString();
  const tool = { name: 'ecs-migrate', version: VERSION } as const;
  const collector = await openCollector(many, { tool, command: name, startedAt, build });
  // stdout gets the container's lines unchanged. Reports are published, so known secrets are masked in them.
  const redactor = createRedactor(settings, files);
  const summary = hasJobSummary ? env['GITHUB_STEP_SUMMARY'] || undefined : undefined;
  const asked = { files: settings.report ?? [], origin: origins.report ?? '--report' };
  const places = await findPlaces(asked, summary, { cwd, random: systemRandom });
  const logs = await openLogFiles(settings.logDir, cwd, places.findings);

  const redactors = new Map<string, Redactor>();
  const mask = (line: string, target?: string): string => {
    if (target === undefined) return redactor.text(line);
    let own = redactors.get(target);
    if (own === undefined) {
      const secrets = secretsOf(target);
      own = secrets === undefined ? redactor : createRedactor(secrets.settings, secrets.files);
      // A variable often holds the name of the target, which is no secret.
      own.know([target]);
      redactors.set(target, own);
    }
    return own.text(line);
  };
  return {
    findings: places.findings,
    take(event) {
      collector.add(event);
      if (event.type === 'launched' && event.target === undefined) redactor.event(event);
      return logs?.take(event);
    },
    async finish(event) {
      collector.add(event);
      // Each format shows the same report. To mask a large one takes time.
      let report: Report | undefined;
      const collected = () => {
        report ??= collector.report(event, mask);
        return report;
      };
      const failed = [...((await logs?.close()) ?? []), ...(await writeReports(places, collected, systemRandom))];
      return failed.map((problem) => ({ ...warn('report-unwritten', { problem }), at: event.at }));
    },
  };
}

async function openCollector(many: boolean, facts: ReportFacts): Promise<Collector> {
  if (!many) return createCollector(facts);
  // Loaded on demand: a single run needs none of it.
  const { createFleetCollector } = await import('../report/fleet/collect-fleet.ts');
  return createFleetCollector(facts);
}

async function openLogFiles(
  logDir: string | undefined,
  cwd: string,
  findings: Finding[],
): Promise<LogFiles | undefined> {
  if (logDir === undefined) return undefined;
  const { createLogFiles, prepareLogFolder } = await import('./log-files.ts');
  const folder = path.resolve(cwd, logDir);
  const problem = await prepareLogFolder(folder);
  if (problem === undefined) return createLogFiles(folder, systemClock);
  findings.push({ code: 'file-problem', file: logDir, key: undefined, problem, fix: 'give --log-dir another folder' });
  return undefined;
}
