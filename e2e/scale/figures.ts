/** One measured value beside what it has to be. */
export interface Figure {
  /** Null: it never came about within the time it is waited for. */
  readonly value: number | null;
  /** The largest good value; absent: told, not judged. */
  readonly most?: number;
  readonly unit: 'ms' | '%' | 'count';
  readonly pass: boolean;
}

/** What a run has measured, in order. */
export class Figures {
  readonly #byName = new Map<string, Figure>();
  readonly #onFigure: (name: string, figure: Figure) => void;

  /** `onFigure` is told each one as it comes. */
  constructor(onFigure: (name: string, figure: Figure) => void) {
    this.#onFigure = onFigure;
  }

  /** A value that is told. */
  tell(name: string, value: number, unit: Figure['unit']): void {
    this.#add(name, { value: rounded(value), unit, pass: true });
  }

  /** A value that is judged: good up to `most`. */
  judge(name: string, value: number | undefined, most: number, unit: Figure['unit']): void {
    const pass = value !== undefined && value <= most;
    this.#add(name, { value: value === undefined ? null : rounded(value), most, unit, pass });
  }

  get pass(): boolean {
    return [...this.#byName.values()].every((figure) => figure.pass);
  }

  /** By name, for the line of JSON. */
  all(): Record<string, Figure> {
    return Object.fromEntries(this.#byName);
  }

  #add(name: string, figure: Figure): void {
    if (this.#byName.has(name)) throw new Error(`the figure ${name} is measured twice`);
    this.#byName.set(name, figure);
    this.#onFigure(name, figure);
  }
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
