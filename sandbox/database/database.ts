export interface Table {
  name: string;
  columns: string[];
  rows: (string | number | null)[][];
}

/** What the migrations of a world change, in one of its environments. */
export interface Database {
  /** Rejects as a database does, with an Error whose message says what is wrong. */
  run(statement: string): Promise<void>;
  /** By name. */
  tables(): Promise<Table[]>;
  stop(): Promise<void>;
}
