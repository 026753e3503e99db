export interface Postgres extends AsyncDisposable {
  /** The URL has a password and `sslmode=disable`. */
  url: string;
  query(sql: string): Promise<Record<string, unknown>[]>;
}

export declare function startPostgres(signal?: AbortSignal): Promise<Postgres>;
