/** First line of a realm's system: it runs, and nodes may enrol with this string. */
export interface SystemReady {
  readonly kind: 'ready';
  /** Process id of the coordinator. */
  readonly coordinator: number;
  readonly enrolment: string;
}

/** The coordinator was started again. */
export interface CoordinatorStarted {
  readonly kind: 'coordinatorStarted';
  readonly coordinator: number;
}

/** What the realm's database holds, at one moment. */
export interface SystemDump {
  readonly kind: 'dump';
  /** Every row that hostile packets must not change, without the times that go on by themselves. */
  readonly rows: Readonly<Record<string, unknown>>;
  /** The coordinator's own figures by name, at most a second old. */
  readonly counters: Readonly<Record<string, number>>;
}
