export interface Postgres extends AsyncDisposable {
  /** With a password and `sslmode=disable`. */
  url: string;
  query(sql: string): Promise<Record<string, unknown>[]>;
}

export declare function startPostgres(signal?: AbortSignal): Promise<Postgres>;
