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
